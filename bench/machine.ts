import { cpus, release, totalmem } from 'node:os';

/** What the figures were measured on, without anything that names the machine. */
export function machineLines(): string[] {
  const processors = cpus();
  return [
    `CPU: ${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} cores`,
    `Memory: ${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    `Kernel: ${process.platform} ${release()}`,
    `Node: ${process.version}`,
  ];
}
