import type { en } from './en.ts';
import { de as errors } from './errors/de.ts';

/** German texts, with the polite form of address. */
export const de: Readonly<Record<keyof typeof en, string>> = {
  'email.greeting': 'Guten Tag,',
  'email.signature': 'Reelwright',

  'verifyEmail.subject': 'Bestätigen Sie Ihre E-Mail-Adresse',
  'verifyEmail.reason':
    'Jemand, hoffentlich Sie, hat mit dieser E-Mail-Adresse ein Konto angelegt. Bestätigen Sie sie mit dem Passwort dieses Kontos:',
  'verifyEmail.validity':
    'Der Link ist {hours, number} Stunden gültig. Wenn Sie das Konto nicht angelegt haben, brauchen Sie nichts zu tun.',

  'resetPassword.subject': 'Wählen Sie ein neues Passwort',
  'resetPassword.reason': 'Für Ihr Konto wurde ein neues Passwort angefordert. Sie können es hier wählen:',
  'resetPassword.validity':
    'Der Link funktioniert einmal und ist eine Stunde gültig. Wenn Sie ihn nicht angefordert haben, ignorieren Sie diese E-Mail bitte: Ihr Passwort bleibt unverändert.',

  'passwordChanged.subject': 'Ihr Passwort wurde geändert',
  'passwordChanged.reason': 'Das Passwort Ihres Kontos wurde geändert, und Ihre anderen Sitzungen wurden abgemeldet.',
  'passwordChanged.advice': 'Wenn Sie das nicht waren, fordern Sie bitte sofort ein neues Passwort an:',

  'accessReset.subject': 'Der Zugang zu Ihrem Konto wurde zurückgesetzt',
  'accessReset.reason': 'Jemand, hoffentlich Sie, hat sich zum ersten Mal über einen Identitätsanbieter bei Ihrem Konto angemeldet.',
  'accessReset.passwordEnded': 'Das Passwort gilt nicht mehr. Wählen Sie ein neues, wenn Sie eines brauchen:',
  'accessReset.advice': 'Wenn Sie das nicht waren, setzen Sie bitte das Passwort zurück:',

  'sessionEnded.subject': 'Eine Sitzung Ihres Kontos wurde beendet',
  'sessionEnded.reason':
    'Ein Aktualisierungs-Token Ihres Kontos wurde ein zweites Mal verwendet. Es kann also sein, dass jemand eine Kopie davon hat. Die zugehörige Sitzung wurde beendet.',
  'sessionEnded.advice':
    'Melden Sie sich bitte erneut an. Wenn Sie sich das nicht erklären können, wählen Sie ein neues Passwort; damit enden alle Sitzungen:',

  'accountDeleted.subject': 'Ihr Konto wurde gelöscht',
  'accountDeleted.reason': 'Ihr Konto und Ihre persönlichen Daten wurden gelöscht, wie Sie es gewünscht haben.',

  'endedAccess.line': 'Beendet, weil es vor der Bestätigung dieser E-Mail-Adresse angelegt wurde: {list}.',
  'endedAccess.passwords': 'das Passwort',
  'endedAccess.sessions': 'Sitzungen',
  'endedAccess.apiKeys': 'API-Schlüssel',
  'endedAccess.secondFactors': 'der zweite Faktor',
  'endedAccess.linkedAccounts': 'die Anmeldung über Identitätsanbieter',
  'endedAccess.invitations': 'offene Einladungen',
  'endedAccess.webhooks': 'Webhooks',

  'invitation.subject': 'Einladung in einen Arbeitsbereich',
  'invitation.reason':
    '{sender} lädt Sie in den Arbeitsbereich „{workspace}“ ein; Ihre Rolle dort: {role}. Melden Sie sich mit dieser Adresse an oder registrieren Sie sich, und nehmen Sie die Einladung hier an:',
  'invitation.someMember': 'Ein Mitglied',
  'invitation.validity':
    'Der Link funktioniert einmal und ist gültig bis {until}. Wenn Sie den Absender nicht kennen, brauchen Sie nichts zu tun.',

  'notification.INVITATION_RECEIVED.title': 'Einladung in „{workspace}“',
  'notification.INVITATION_RECEIVED.text':
    'Sie sind in den Arbeitsbereich „{workspace}“ eingeladen. Der Link zum Annehmen steht in der E-Mail, die Sie erhalten haben.',
  'notification.JOB_COMPLETED.title': '„{title}“ ist fertig',
  'notification.JOB_COMPLETED.text': 'Ihr Auftrag „{title}“ im Arbeitsbereich „{workspace}“ ist fertig.',
  'notification.JOB_FAILED.title': '„{title}“ ist fehlgeschlagen',
  'notification.JOB_FAILED.text':
    'Ihr Auftrag „{title}“ im Arbeitsbereich „{workspace}“ ist mit dem Code {code} fehlgeschlagen. Sie können ihn erneut starten.',
  'notification.BATCH_FINISHED.title': 'Der Stapel „{name}“ ist beendet',
  'notification.BATCH_FINISHED.text':
    'Der Stapel „{name}“ im Arbeitsbereich „{workspace}“ ist beendet: {completed, plural, one {# Film ist} other {# Filme sind}} fertig, {failed, plural, =0 {keiner ist fehlgeschlagen} one {# ist fehlgeschlagen} other {# sind fehlgeschlagen}}.',
  'notification.LOW_CREDITS.title': 'Das Guthaben von „{workspace}“ wird knapp',
  'notification.LOW_CREDITS.text':
    'Der Arbeitsbereich „{workspace}“ hat noch {credits, plural, one {# Credit} other {# Credits}}. Neue Aufträge werden abgelehnt, wenn das Guthaben nicht reicht.',
  'notification.PAYMENT_FAILED.title': 'Eine Zahlung für „{workspace}“ ist fehlgeschlagen',
  'notification.PAYMENT_FAILED.text':
    'Eine Zahlung für den Tarif des Arbeitsbereichs „{workspace}“ ist fehlgeschlagen. Prüfen Sie bitte das Zahlungsmittel, damit der Tarif nicht endet.',
  'notification.MEMBER_JOINED.title': '{name} ist „{workspace}“ beigetreten',
  'notification.MEMBER_JOINED.text': '{name} ist jetzt Mitglied des Arbeitsbereichs „{workspace}“; Rolle: {role}.',
  'notification.SPEND_NEAR.title': 'Die Ausgaben von „{workspace}“ nähern sich der Grenze',
  'notification.SPEND_NEAR.text':
    'Die Aufträge des Arbeitsbereichs „{workspace}“ haben 80 % dessen ausgegeben, was sie in diesem Monat bei Anbietern kosten dürfen. Über der Grenze werden kostenpflichtige Aufrufe abgelehnt.',
  'notification.SPEND_REACHED.title': 'Die Ausgaben von „{workspace}“ haben die Grenze erreicht',
  'notification.SPEND_REACHED.text':
    'Die Aufträge des Arbeitsbereichs „{workspace}“ haben die Grenze dessen erreicht, was sie in diesem Monat bei Anbietern kosten dürfen. Kostenpflichtige Aufrufe werden bis zum nächsten Monat abgelehnt, oder bis die Grenze angehoben wird.',
  'notification.PUBLICATION_FINISHED.title': '„{title}“ ist veröffentlicht',
  'notification.PUBLICATION_FINISHED.text': 'Ihr Film „{title}“ aus dem Arbeitsbereich „{workspace}“ ist veröffentlicht.',
  'notification.CHANNEL_RECONNECT_NEEDED.title': 'Der Kanal „{name}“ muss neu verbunden werden',
  'notification.CHANNEL_RECONNECT_NEEDED.text':
    'Der Kanal „{name}“ des Arbeitsbereichs „{workspace}“ hat den Zugang verweigert. Verbinden Sie ihn bitte erneut, damit Filme dort veröffentlicht werden können.',
  'notification.COMMENT_CREATED.title': '{name} hat „{title}“ kommentiert',
  'notification.COMMENT_CREATED.text': '{name} hat im Arbeitsbereich „{workspace}“ einen Kommentar zu „{title}“ geschrieben.',
  'notification.REVIEW_APPROVED.title': '„{title}“ wurde freigegeben',
  'notification.REVIEW_APPROVED.text': '{name} hat „{title}“ im Arbeitsbereich „{workspace}“ freigegeben.',
  'notification.REVIEW_CHANGES_REQUESTED.title': 'Änderungen gewünscht: „{title}“',
  'notification.REVIEW_CHANGES_REQUESTED.text': '{name} wünscht Änderungen an „{title}“ im Arbeitsbereich „{workspace}“.',
  'notification.SLOT_REQUESTED.title': 'Bitte bestätigen Sie: „{title}“, {when}',
  'notification.SLOT_REQUESTED.text':
    '{count, plural, =1 {Der Termin „{title}“ im Arbeitsbereich „{workspace}“ am {when} wartet} other {# Termine „{title}“ im Arbeitsbereich „{workspace}“, der erste am {when}, warten}} auf Ihre Bestätigung.',
  'notification.SLOT_BOOKED.title': 'Gebucht: „{title}“, {when}',
  'notification.SLOT_BOOKED.text': 'Der Termin „{title}“ im Arbeitsbereich „{workspace}“ am {when} wurde gebucht.',
  'notification.SLOT_CONFIRMED.title': '{status, select, AVAILABLE {Angeboten} other {Bestätigt}}: „{title}“, {when}',
  'notification.SLOT_CONFIRMED.text':
    '{status, select, AVAILABLE {Der Termin „{title}“ im Arbeitsbereich „{workspace}“ am {when} wird Ihnen angeboten. Buchen Sie ihn; sonst wird er zu seinem Beginn abgesagt.} other {Der Termin „{title}“ im Arbeitsbereich „{workspace}“ am {when} wurde bestätigt.}}',
  'notification.SLOT_DECLINED.title': 'Abgelehnt: „{title}“, {when}',
  'notification.SLOT_DECLINED.text': 'Der Termin „{title}“ im Arbeitsbereich „{workspace}“ am {when} wurde abgelehnt.',
  'notification.SLOT_CHANGED.title': 'Geändert: „{title}“, {when}',
  'notification.SLOT_CHANGED.text': 'Der Termin „{title}“ im Arbeitsbereich „{workspace}“ wurde geändert. Er ist jetzt am {when}.',
  'notification.SLOT_CANCELED.title': 'Abgesagt: „{title}“, {when}',
  'notification.SLOT_CANCELED.text': 'Der Termin „{title}“ im Arbeitsbereich „{workspace}“ am {when} wurde abgesagt.',
  'notification.SLOT_REMINDER.title': 'Erinnerung: „{title}“, {when}',
  'notification.SLOT_REMINDER.text': 'Der Termin „{title}“ im Arbeitsbereich „{workspace}“ beginnt am {when}.',

  'notification.open': 'Reelwright öffnen:',
  'notification.unsubscribe': 'Wenn Sie keine E-Mails dieser Art mehr erhalten möchten, öffnen Sie diesen Link:',

  'unsubscribe.title': 'E-Mails dieser Art',
  'unsubscribe.question':
    'Möchten Sie keine E-Mails dieser Art mehr erhalten? In Reelwright finden Sie diese Benachrichtigungen weiterhin.',
  'unsubscribe.button': 'Keine E-Mails dieser Art mehr',
  'unsubscribe.done': 'Sie erhalten keine E-Mails dieser Art mehr. Sie können das in Ihren Benachrichtigungseinstellungen ändern.',
  'unsubscribe.invalid':
    'Dieser Link ist unvollständig oder nicht mehr gültig. Ändern Sie stattdessen bitte Ihre Benachrichtigungseinstellungen in Reelwright.',

  'share.download': 'Herunterladen',
  'share.review': 'Kommentieren und freigeben',
  'share.captions': 'Untertitel',
  'share.password.title': 'Diese Datei hat ein Passwort',
  'share.password.label': 'Passwort',
  'share.password.wrong': 'Das Passwort ist falsch.',
  'share.password.open': 'Öffnen',
  'share.nothing.title': 'Hier ist nichts',
  'share.nothing.text':
    'Der Link ist abgelaufen, oder seine Adresse ist unvollständig. Bitten Sie die Person, die ihn geschickt hat, um einen neuen.',
  'share.later.title': 'Zu viele Versuche',
  'share.later.text': 'Laden Sie diese Seite in {seconds, plural, one {# Sekunde} other {# Sekunden}} neu.',
  'links.api': 'Die API dieser Installation hat die Adresse /graphql.',
  'links.explorer': 'API-Explorer',
  'links.schema': 'Schema der API',
  'links.showcase': 'Galerie',

  'role.OWNER': 'Inhaber',
  'role.ADMIN': 'Administrator',
  'role.EDITOR': 'Bearbeiter',
  'role.VIEWER': 'Betrachter',

  ...errors,
};
