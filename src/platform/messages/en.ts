import { en as errors } from './errors/en.ts';

/** English texts. The other languages have the same keys and placeholders. Syntax: ICU MessageFormat; '' is an apostrophe. */
export const en = {
  'email.greeting': 'Hello,',
  'email.signature': 'Reelwright',

  'verifyEmail.subject': 'Confirm your email address',
  'verifyEmail.reason':
    'Somebody, hopefully you, created an account with this email address. Confirm it with the password of that account:',
  'verifyEmail.validity': 'The link works for {hours, number} hours. If you did not create the account, do nothing.',

  'resetPassword.subject': 'Choose a new password',
  'resetPassword.reason': 'A new password was requested for your account. Choose it here:',
  'resetPassword.validity':
    'The link works once, for one hour. If you did not request it, ignore this email: your password stays unchanged.',

  'passwordChanged.subject': 'Your password was changed',
  'passwordChanged.reason': 'The password of your account was changed, and your other sessions were signed out.',
  'passwordChanged.advice': 'If this was not you, request a new password at once:',

  'accessReset.subject': 'Access to your account was reset',
  'accessReset.reason': 'Somebody, hopefully you, signed in to your account with an identity provider for the first time.',
  'accessReset.passwordEnded': 'The password no longer works. Choose a new one if you need one:',
  'accessReset.advice': 'If it was not you, reset the password:',

  'sessionEnded.subject': 'A session of your account was ended',
  'sessionEnded.reason':
    'A refresh token of your account was used a second time, so somebody may have a copy of it. The session that it belongs to was ended.',
  'sessionEnded.advice': 'Sign in again. If you do not know why this happened, choose a new password, which ends all sessions:',

  'accountDeleted.subject': 'Your account was deleted',
  'accountDeleted.reason': 'Your account and your personal data were deleted, as you requested.',

  'endedAccess.line': 'Ended, because it was created before this email address was confirmed: {list}.',
  'endedAccess.passwords': 'the password',
  'endedAccess.sessions': 'sessions',
  'endedAccess.apiKeys': 'API keys',
  'endedAccess.secondFactors': 'the second factor',
  'endedAccess.linkedAccounts': 'sign-in with identity providers',
  'endedAccess.invitations': 'pending invitations',
  'endedAccess.webhooks': 'webhooks',

  'invitation.subject': 'Invitation to a workspace',
  'invitation.reason':
    '{sender} invites you to the workspace “{workspace}”, as {role}. Sign in or register with this address, and accept here:',
  'invitation.someMember': 'A member',
  'invitation.validity': 'The link works once, until {until}. If you do not know the sender, do nothing.',

  'notification.INVITATION_RECEIVED.title': 'Invitation to “{workspace}”',
  'notification.INVITATION_RECEIVED.text':
    'You are invited to the workspace “{workspace}”. The link to accept the invitation is in the email that was sent to you.',
  'notification.JOB_COMPLETED.title': '“{title}” is finished',
  'notification.JOB_COMPLETED.text': 'Your job “{title}” in the workspace “{workspace}” is finished.',
  'notification.JOB_FAILED.title': '“{title}” failed',
  'notification.JOB_FAILED.text': 'Your job “{title}” in the workspace “{workspace}” failed with the code {code}. You can start it again.',
  'notification.BATCH_FINISHED.title': 'The batch “{name}” is finished',
  'notification.BATCH_FINISHED.text':
    'The batch “{name}” in the workspace “{workspace}” has ended: {completed, plural, one {# film is} other {# films are}} finished, {failed, plural, =0 {none failed} one {# failed} other {# failed}}.',
  'notification.LOW_CREDITS.title': 'The credits of “{workspace}” run low',
  'notification.LOW_CREDITS.text':
    'The workspace “{workspace}” has {credits, plural, one {# credit} other {# credits}} left. New jobs are refused when they do not suffice.',
  'notification.PAYMENT_FAILED.title': 'A payment for “{workspace}” failed',
  'notification.PAYMENT_FAILED.text':
    'A payment for the plan of the workspace “{workspace}” failed. Check the means of payment, so that the plan is not ended.',
  'notification.MEMBER_JOINED.title': '{name} has joined “{workspace}”',
  'notification.MEMBER_JOINED.text': '{name} is now a member of the workspace “{workspace}”, as {role}.',
  'notification.SPEND_NEAR.title': 'The spending of “{workspace}” comes near to its limit',
  'notification.SPEND_NEAR.text':
    'The jobs of the workspace “{workspace}” have spent 80 % of what they may cost at providers this month. Above the limit, calls that cost money are refused.',
  'notification.SPEND_REACHED.title': 'The spending of “{workspace}” has reached its limit',
  'notification.SPEND_REACHED.text':
    'The jobs of the workspace “{workspace}” have reached the limit of what they may cost at providers this month. Calls that cost money are refused until the next month, or until the limit is raised.',
  'notification.PUBLICATION_FINISHED.title': '“{title}” is published',
  'notification.PUBLICATION_FINISHED.text': 'Your film “{title}” of the workspace “{workspace}” is published.',
  'notification.CHANNEL_RECONNECT_NEEDED.title': 'The channel “{name}” must be connected again',
  'notification.CHANNEL_RECONNECT_NEEDED.text':
    'The channel “{name}” of the workspace “{workspace}” has refused access. Connect it again, so that films can be published to it.',
  'notification.COMMENT_CREATED.title': '{name} commented on “{title}”',
  'notification.COMMENT_CREATED.text': '{name} wrote a comment on “{title}” in the workspace “{workspace}”.',
  'notification.REVIEW_APPROVED.title': '“{title}” was approved',
  'notification.REVIEW_APPROVED.text': '{name} approved “{title}” in the workspace “{workspace}”.',
  'notification.REVIEW_CHANGES_REQUESTED.title': 'Changes requested: “{title}”',
  'notification.REVIEW_CHANGES_REQUESTED.text': '{name} asks for changes of “{title}” in the workspace “{workspace}”.',
  'notification.SLOT_REQUESTED.title': 'Please confirm: “{title}”, {when}',
  'notification.SLOT_REQUESTED.text':
    '{count, plural, =1 {The slot “{title}” in the workspace “{workspace}” on {when} waits} other {# slots “{title}” in the workspace “{workspace}”, the first on {when}, wait}} for your confirmation.',
  'notification.SLOT_BOOKED.title': 'Booked: “{title}”, {when}',
  'notification.SLOT_BOOKED.text': 'The slot “{title}” in the workspace “{workspace}” on {when} was booked.',
  'notification.SLOT_CONFIRMED.title': '{status, select, AVAILABLE {Offered} other {Confirmed}}: “{title}”, {when}',
  'notification.SLOT_CONFIRMED.text':
    '{status, select, AVAILABLE {The slot “{title}” in the workspace “{workspace}” on {when} is offered to you. Book it; otherwise it is canceled when it begins.} other {The slot “{title}” in the workspace “{workspace}” on {when} was confirmed.}}',
  'notification.SLOT_DECLINED.title': 'Declined: “{title}”, {when}',
  'notification.SLOT_DECLINED.text': 'The slot “{title}” in the workspace “{workspace}” on {when} was declined.',
  'notification.SLOT_CHANGED.title': 'Changed: “{title}”, {when}',
  'notification.SLOT_CHANGED.text': 'The slot “{title}” in the workspace “{workspace}” was changed. It is now on {when}.',
  'notification.SLOT_CANCELED.title': 'Canceled: “{title}”, {when}',
  'notification.SLOT_CANCELED.text': 'The slot “{title}” in the workspace “{workspace}” on {when} was canceled.',
  'notification.SLOT_REMINDER.title': 'Reminder: “{title}”, {when}',
  'notification.SLOT_REMINDER.text': 'The slot “{title}” in the workspace “{workspace}” begins on {when}.',

  'notification.open': 'Open Reelwright:',
  'notification.unsubscribe': 'To receive no more emails of this kind, open this link:',

  'unsubscribe.title': 'Emails of this kind',
  'unsubscribe.question': 'Do you want to receive no more emails of this kind? You still find these notifications in Reelwright.',
  'unsubscribe.button': 'No more emails of this kind',
  'unsubscribe.done': 'You receive no more emails of this kind. You can change this in your notification settings.',
  'unsubscribe.invalid': 'This link is incomplete or no longer valid. Change your notification settings in Reelwright instead.',

  'share.download': 'Download',
  'share.review': 'Comment and approve',
  'share.captions': 'Captions',
  'share.password.title': 'This file has a password',
  'share.password.label': 'Password',
  'share.password.wrong': 'The password is wrong.',
  'share.password.open': 'Open',
  'share.nothing.title': 'There is nothing here',
  'share.nothing.text': 'The link has expired, or its address is incomplete. Ask the person who sent it for a new one.',
  'share.later.title': 'Too many attempts',
  'share.later.text': 'Reload this page in {seconds, plural, one {# second} other {# seconds}}.',
  'links.api': 'The API of this installation is at /graphql.',
  'links.explorer': 'API explorer',
  'links.schema': 'Schema of the API',
  'links.showcase': 'Showcase',

  'role.OWNER': 'owner',
  'role.ADMIN': 'administrator',
  'role.EDITOR': 'editor',
  'role.VIEWER': 'viewer',

  ...errors,
} as const;
