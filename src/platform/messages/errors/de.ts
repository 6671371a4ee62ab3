import type { en } from './en.ts';

export const de: Readonly<Record<keyof typeof en, string>> = {
  'error.UNAUTHENTICATED': 'Melden Sie sich an, um fortzufahren.',
  'error.UNAUTHENTICATED.EXPIRED': 'Ihr Zugang ist abgelaufen. Melden Sie sich erneut an.',
  'error.UNAUTHENTICATED.INVALID': 'Die Zugangsdaten sind falsch. Prüfen Sie sie, und versuchen Sie es erneut.',
  'error.UNAUTHENTICATED.MISSING': 'Melden Sie sich zuerst an.',
  'error.UNAUTHENTICATED.REVOKED': 'Ihre Sitzung ist beendet. Melden Sie sich erneut an.',
  'error.OTP_REQUIRED': 'Geben Sie den Code Ihres zweiten Faktors oder einen Wiederherstellungscode ein.',
  'error.FORBIDDEN': 'Dazu sind Sie nicht berechtigt. Wenden Sie sich an einen Inhaber des Arbeitsbereichs.',
  'error.NOT_FOUND': 'Das gibt es nicht, oder Sie haben keinen Zugriff darauf.',
  'error.BAD_USER_INPUT': 'Die Eingabe ist ungültig. Prüfen Sie sie, und versuchen Sie es erneut.',
  'error.BAD_USER_INPUT.fields': 'Die Eingabe ist ungültig. Prüfen Sie: {fields}.',
  'error.CONFLICT':
    'Das steht im Widerspruch zu etwas, das schon vorhanden ist oder inzwischen geändert wurde. Laden Sie es neu, und versuchen Sie es erneut.',
  'error.CONFLICT.conflicts': 'Die Zeit überschneidet sich mit einem anderen Termin derselben Person.',
  'error.IDEMPOTENCY_CONFLICT': 'Dieselbe Anfrage wurde schon mit anderen Werten gesendet.',
  'error.INVALID_STATE': 'Das ist im jetzigen Zustand nicht möglich. Laden Sie neu, um ihn zu sehen.',
  'error.INSUFFICIENT_CREDITS': 'Der Arbeitsbereich hat zu wenig Guthaben.',
  'error.INSUFFICIENT_CREDITS.required':
    'Das kostet bis zu {required, plural, one {# Credit} other {# Credits}}; verfügbar {available, plural, one {ist #} other {sind #}}.',
  'error.QUOTA_EXCEEDED': 'Ein Kontingent des Arbeitsbereichs ist aufgebraucht.',
  'error.QUOTA_EXCEEDED.limit': 'Ein Kontingent des Arbeitsbereichs ist aufgebraucht. Die Grenze ist {limit, number}.',
  'error.RATE_LIMITED': 'In kurzer Zeit wurden zu viele Anfragen gesendet. Versuchen Sie es später erneut.',
  'error.RATE_LIMITED.retryAfterSeconds':
    'In kurzer Zeit wurden zu viele Anfragen gesendet. Versuchen Sie es in {retryAfterSeconds, plural, one {# Sekunde} other {# Sekunden}} erneut.',
  'error.NOT_CONFIGURED': 'Diese Funktion ist in dieser Installation nicht eingerichtet. Wenden Sie sich an ihren Betreiber.',
  'error.NOT_CONFIGURED.variables':
    'Diese Funktion ist in dieser Installation nicht eingerichtet. Ihr Betreiber kann {variables} einstellen.',
  'error.UNAVAILABLE': 'Ein Dienst antwortet gerade nicht. Versuchen Sie es gleich erneut.',
  'error.TIMEOUT': 'Das hat zu lange gedauert und wurde abgebrochen. Versuchen Sie es erneut.',
  'error.OPERATION_TOO_COMPLEX': 'Die Anfrage verlangt zu viel auf einmal.',
  'error.GRAPHQL_PARSE_FAILED': 'Die Anfrage ist kein gültiges GraphQL.',
  'error.GRAPHQL_VALIDATION_FAILED': 'Die Anfrage passt nicht zur API dieser Installation.',
  'error.PERSISTED_QUERY_NOT_SUPPORTED': 'Diese Installation hat keine gespeicherten Abfragen.',
  'error.PERSISTED_QUERY_NOT_FOUND': 'Die gespeicherte Abfrage gibt es nicht.',
  'error.UNTRUSTED_DOCUMENT': 'Diese Installation nimmt diese Anfrage nicht an.',
  'error.INTERNAL': 'Ein unerwarteter Fehler ist aufgetreten. Melden Sie ihn dem Betreiber.',
};
