import { chromium, type Browser } from 'playwright-core';

/** A Chromium of the system's, as tests need it: they run as root, and it may ask nobody but the server under test. */
export async function launchBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
}
