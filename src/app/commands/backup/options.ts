export const BACKUP_USAGE = `Usage: npm run backup -- DIR

Writes the database and the objects of the running installation of DATA_DIR to DIR, which is created or empty.
Secrets are not in it: keep secrets.json of DATA_DIR, or your ENCRYPTION_KEY and JWT_SECRET, in another place.
For your own PostgreSQL and S3 see docs/operations/backup.md.
`;

export const RESTORE_USAGE = `Usage: npm run restore -- DIR --secrets FILE

Fills DATA_DIR, which is missing or empty, from the backup in DIR, and checks it. FILE is the secrets.json of the
installation that was backed up.

Usage: npm run restore -- DIR --check

Reads the backup and compares it with its checksums; restores nothing.
`;
