/**
 * The texts of the page in German and Chinese, by the English text, which index.html and the scripts contain. A test demands every text.
 * `{name}` is a placeholder.
 */
export const TEXTS: Readonly<Record<string, { readonly de: string; readonly zh: string }>> = {
  'Confirm your email address': { de: 'Bestätigen Sie Ihre E-Mail-Adresse', zh: '请确认您的电子邮箱地址' },
  'Password of your account': { de: 'Passwort Ihres Kontos', zh: '您的帐户密码' },
  Confirm: { de: 'Bestätigen', zh: '确认' },
  'You did not create this account, or do not know its password?': {
    de: 'Sie haben dieses Konto nicht angelegt oder kennen das Passwort nicht?',
    zh: '您没有创建此帐户，或不知道其密码？',
  },
  'Set a new password': { de: 'Legen Sie ein neues Passwort fest', zh: '请设置新密码' },
  ': this ends every access that somebody else may have.': {
    de: ': Damit endet jeder Zugang, den jemand anderes haben könnte.',
    zh: '：其他人可能拥有的所有访问权限将随之终止。',
  },
  'Request another email': { de: 'Weitere E-Mail anfordern', zh: '重新发送邮件' },
  'Sign in, and a new link to confirm your address is sent to it.': {
    de: 'Melden Sie sich an; ein neuer Link zur Bestätigung wird an Ihre Adresse gesendet.',
    zh: '请登录，新的确认链接将发送到您的邮箱。',
  },
  Email: { de: 'E-Mail', zh: '电子邮箱' },
  Password: { de: 'Passwort', zh: '密码' },
  'Code of your second factor': { de: 'Code Ihres zweiten Faktors', zh: '第二重验证代码' },
  'Send me an email': { de: 'E-Mail senden', zh: '发送邮件' },
  'Request a new password': { de: 'Neues Passwort anfordern', zh: '申请新密码' },
  'Choose a new password': { de: 'Wählen Sie ein neues Passwort', zh: '请设置新密码' },
  'Only for your password manager, which stores the new password with this address.': {
    de: 'Nur für Ihren Passwortmanager, der das neue Passwort mit dieser Adresse speichert.',
    zh: '仅供密码管理器使用，新密码将与此邮箱一起保存。',
  },
  'New password': { de: 'Neues Passwort', zh: '新密码' },
  'Best is a sentence that nobody can guess. Your other sessions will end.': {
    de: 'Am besten ist ein Satz, den niemand erraten kann. Ihre anderen Sitzungen werden beendet.',
    zh: '最好使用他人无法猜到的一句话。您的其他会话将终止。',
  },
  'Set the password': { de: 'Passwort festlegen', zh: '设置密码' },
  'Set up this installation': { de: 'Diese Installation einrichten', zh: '设置此安装' },
  'The account that you create becomes its first administrator.': {
    de: 'Das Konto, das Sie anlegen, wird ihr erster Administrator.',
    zh: '您创建的帐户将成为首位管理员。',
  },
  'Set-up token': { de: 'Einrichtungs-Token', zh: '设置令牌' },
  'Create the administrator': { de: 'Administrator anlegen', zh: '创建管理员' },
  'This installation is set up, and you are its administrator. Sign in to continue.': {
    de: 'Diese Installation ist eingerichtet, und Sie sind ihr Administrator. Melden Sie sich an, um fortzufahren.',
    zh: '此安装已设置完成，您是管理员。请登录以继续。',
  },
  'You are invited': { de: 'Sie sind eingeladen', zh: '您收到了邀请' },
  'The invitation is valid for the address that the email was sent to.': {
    de: 'Die Einladung gilt für die Adresse, an die die E-Mail gesendet wurde.',
    zh: '此邀请仅对收到邮件的邮箱地址有效。',
  },
  'I am new here': { de: 'Ich bin neu hier', zh: '我是新用户' },
  Name: { de: 'Name', zh: '姓名' },
  'Register and join': { de: 'Registrieren und beitreten', zh: '注册并加入' },
  'I have an account': { de: 'Ich habe ein Konto', zh: '我已有帐户' },
  Accept: { de: 'Annehmen', zh: '接受' },
  Decline: { de: 'Ablehnen', zh: '拒绝' },
  'Sign in': { de: 'Anmelden', zh: '登录' },
  'Something went wrong. Try again.': { de: 'Etwas ist schiefgegangen. Versuchen Sie es bitte erneut.', zh: '出现错误，请重试。' },
  'Your email address is confirmed.': { de: 'Ihre E-Mail-Adresse ist bestätigt.', zh: '您的电子邮箱地址已确认。' },
  'An email was sent to your address. Open its link.': {
    de: 'Eine E-Mail wurde an Ihre Adresse gesendet. Öffnen Sie den Link darin.',
    zh: '邮件已发送到您的邮箱，请打开其中的链接。',
  },
  'If this address has an account, an email was sent to it.': {
    de: 'Wenn es zu dieser Adresse ein Konto gibt, wurde eine E-Mail an sie gesendet.',
    zh: '如果此邮箱地址有对应的帐户，邮件已发送。',
  },
  'Your password is changed. Sign in with it.': {
    de: 'Ihr Passwort ist geändert. Melden Sie sich damit an.',
    zh: '您的密码已更改，请使用新密码登录。',
  },
  'Your account is created, and you are a member of “{name}”. Sign in to continue.': {
    de: 'Ihr Konto ist angelegt, und Sie sind Mitglied von „{name}“. Melden Sie sich an, um fortzufahren.',
    zh: '您的帐户已创建，并且您已加入“{name}”。请登录以继续。',
  },
  'You have declined the invitation.': { de: 'Sie haben die Einladung abgelehnt.', zh: '您已拒绝邀请。' },
  'You are a member of “{name}”.': { de: 'Sie sind Mitglied von „{name}“.', zh: '您已成为“{name}”的成员。' },
  'This link is incomplete. Open it from the email again.': {
    de: 'Dieser Link ist unvollständig. Öffnen Sie ihn bitte erneut aus der E-Mail.',
    zh: '此链接不完整，请从邮件中重新打开。',
  },
  'The server does not answer. Try again in a moment.': {
    de: 'Der Server antwortet nicht. Versuchen Sie es bitte gleich erneut.',
    zh: '服务器没有响应，请稍后重试。',
  },
  'The server sent no response.': { de: 'Der Server hat keine Antwort gesendet.', zh: '服务器未返回响应。' },
};
