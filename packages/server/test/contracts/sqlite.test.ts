import { eventLogContract } from './event-log-contract.ts';
import { queueContract } from './queue-contract.ts';
import { recordContract } from './record-contract.ts';
import { ledgerContract } from './ledger-contract.ts';
import { mediaRecordContract } from './media-record-contract.ts';
import { makeSqlite } from './sqlite-subject.ts';
import { settingContract } from './setting-contract.ts';
import { stateContract } from './state-contract.ts';
import { storeContract } from './store-contract.ts';

storeContract('SQLite', makeSqlite);
recordContract('SQLite', makeSqlite);
eventLogContract('SQLite', makeSqlite);
queueContract('SQLite', makeSqlite);
stateContract('SQLite', makeSqlite);
ledgerContract('SQLite', makeSqlite);
mediaRecordContract('SQLite', makeSqlite);
settingContract('SQLite', makeSqlite);
