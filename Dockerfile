# The console is built apart: its bundler comes among the optional packages, which the server itself does without.
FROM node:24.21.0-bookworm-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/wire/package.json packages/wire/
COPY packages/server/package.json packages/server/
COPY packages/cli/package.json packages/cli/
COPY packages/client/package.json packages/client/
COPY packages/console/package.json packages/console/
RUN npm ci --omit=dev
COPY . .
RUN node packages/console/build/main.ts /console

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app

COPY package.json package-lock.json .npmrc ./
COPY packages/wire/package.json packages/wire/
COPY packages/server/package.json packages/server/
COPY packages/cli/package.json packages/cli/
COPY packages/client/package.json packages/client/
COPY packages/console/package.json packages/console/
# Without optional packages: they bring a Node for machines that have an older one, and the image has the right one.
RUN npm ci --omit=dev --omit=optional

COPY . .
COPY --from=console /console console
ENV CONSOLE=/app/console
RUN mkdir -p data && chown node:node data
USER node
VOLUME /app/data

# Inside a container loopback reaches nobody. Set JWT_SECRET_KEY or JWKS_URL, and ALLOW_ANONYMOUS=false, before others can.
ENV HOST=0.0.0.0 PORT=8000 ALLOW_ANONYMOUS=true
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# As "npm start" does it.
CMD ["node", "--max-semi-space-size=16", "packages/server/src/start.mjs"]
