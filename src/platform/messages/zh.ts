import type { en } from './en.ts';
import { zh as errors } from './errors/zh.ts';

/** Chinese texts (simplified characters), with the polite form of address. */
export const zh: Readonly<Record<keyof typeof en, string>> = {
  'email.greeting': '您好：',
  'email.signature': 'Reelwright',

  'verifyEmail.subject': '请确认您的电子邮箱地址',
  'verifyEmail.reason': '有人（希望是您本人）使用此邮箱地址创建了帐户。请使用该帐户的密码进行确认：',
  'verifyEmail.validity': '此链接在 {hours, number} 小时内有效。如果您没有创建该帐户，则无需任何操作。',

  'resetPassword.subject': '请设置新密码',
  'resetPassword.reason': '我们收到了为您的帐户设置新密码的请求。请在此设置：',
  'resetPassword.validity': '此链接仅可使用一次，一小时内有效。如果这不是您的请求，请忽略此邮件，您的密码不会改变。',

  'passwordChanged.subject': '您的密码已更改',
  'passwordChanged.reason': '您帐户的密码已更改，其他会话均已退出登录。',
  'passwordChanged.advice': '如果这不是您本人的操作，请立即申请新密码：',

  'accessReset.subject': '您帐户的访问权限已重置',
  'accessReset.reason': '有人（希望是您本人）首次通过身份提供商登录了您的帐户。',
  'accessReset.passwordEnded': '原密码已失效。如有需要，请设置新密码：',
  'accessReset.advice': '如果这不是您本人的操作，请重置密码：',

  'sessionEnded.subject': '您帐户的一个会话已被终止',
  'sessionEnded.reason': '您帐户的一个刷新令牌被重复使用，可能有人持有它的副本。该令牌所属的会话已被终止。',
  'sessionEnded.advice': '请重新登录。如果您不清楚原因，请设置新密码，所有会话将随之终止：',

  'accountDeleted.subject': '您的帐户已删除',
  'accountDeleted.reason': '您的帐户和个人数据已按您的要求删除。',

  'endedAccess.line': '以下内容因在此邮箱地址确认之前创建而被终止：{list}。',
  'endedAccess.passwords': '密码',
  'endedAccess.sessions': '会话',
  'endedAccess.apiKeys': 'API 密钥',
  'endedAccess.secondFactors': '第二重验证',
  'endedAccess.linkedAccounts': '通过身份提供商登录',
  'endedAccess.invitations': '待处理的邀请',
  'endedAccess.webhooks': 'Webhook',

  'invitation.subject': '工作区邀请',
  'invitation.reason': '{sender} 邀请您加入工作区“{workspace}”，您的角色为{role}。请使用此邮箱地址登录或注册，并在此接受邀请：',
  'invitation.someMember': '一位成员',
  'invitation.validity': '此链接仅可使用一次，有效期至 {until}。如果您不认识发件人，则无需任何操作。',

  'notification.INVITATION_RECEIVED.title': '邀请您加入“{workspace}”',
  'notification.INVITATION_RECEIVED.text': '您已受邀加入工作区“{workspace}”。接受邀请的链接在发送给您的邮件中。',
  'notification.JOB_COMPLETED.title': '“{title}”已完成',
  'notification.JOB_COMPLETED.text': '您在工作区“{workspace}”中的任务“{title}”已完成。',
  'notification.JOB_FAILED.title': '“{title}”失败',
  'notification.JOB_FAILED.text': '您在工作区“{workspace}”中的任务“{title}”失败，错误代码为 {code}。您可以重新启动该任务。',
  'notification.BATCH_FINISHED.title': '批次“{name}”已结束',
  'notification.BATCH_FINISHED.text':
    '工作区“{workspace}”中的批次“{name}”已结束：{completed, plural, other {# 部影片已完成}}，{failed, plural, =0 {没有失败} other {# 部失败}}。',
  'notification.LOW_CREDITS.title': '“{workspace}”的点数即将用完',
  'notification.LOW_CREDITS.text': '工作区“{workspace}”还剩 {credits, plural, other {# 点}}。点数不足时，新任务将被拒绝。',
  'notification.PAYMENT_FAILED.title': '“{workspace}”的一笔付款失败',
  'notification.PAYMENT_FAILED.text': '工作区“{workspace}”的套餐有一笔付款失败。请检查付款方式，以免套餐终止。',
  'notification.MEMBER_JOINED.title': '{name} 已加入“{workspace}”',
  'notification.MEMBER_JOINED.text': '{name} 现已成为工作区“{workspace}”的成员，角色为{role}。',
  'notification.SPEND_NEAR.title': '“{workspace}”的支出接近上限',
  'notification.SPEND_NEAR.text': '工作区“{workspace}”的任务本月在服务商处的支出已达到上限的 80 %。超过上限后，付费调用将被拒绝。',
  'notification.SPEND_REACHED.title': '“{workspace}”的支出已达到上限',
  'notification.SPEND_REACHED.text':
    '工作区“{workspace}”的任务本月在服务商处的支出已达到上限。在下个月开始或上限提高之前，付费调用将被拒绝。',
  'notification.PUBLICATION_FINISHED.title': '“{title}”已发布',
  'notification.PUBLICATION_FINISHED.text': '您在工作区“{workspace}”中的影片“{title}”已发布。',
  'notification.CHANNEL_RECONNECT_NEEDED.title': '频道“{name}”需要重新连接',
  'notification.CHANNEL_RECONNECT_NEEDED.text': '工作区“{workspace}”的频道“{name}”拒绝了访问。请重新连接，以便继续发布影片。',
  'notification.COMMENT_CREATED.title': '{name} 评论了“{title}”',
  'notification.COMMENT_CREATED.text': '{name} 在工作区“{workspace}”中评论了“{title}”。',
  'notification.REVIEW_APPROVED.title': '“{title}”已获批准',
  'notification.REVIEW_APPROVED.text': '{name} 批准了工作区“{workspace}”中的“{title}”。',
  'notification.REVIEW_CHANGES_REQUESTED.title': '需要修改：“{title}”',
  'notification.REVIEW_CHANGES_REQUESTED.text': '{name} 要求修改工作区“{workspace}”中的“{title}”。',
  'notification.SLOT_REQUESTED.title': '请确认：“{title}”，{when}',
  'notification.SLOT_REQUESTED.text':
    '{count, plural, =1 {工作区“{workspace}”中的时段“{title}”（{when}）正在等待您的确认。} other {工作区“{workspace}”中有 # 个时段“{title}”（第一个：{when}）正在等待您的确认。}}',
  'notification.SLOT_BOOKED.title': '已预订：“{title}”，{when}',
  'notification.SLOT_BOOKED.text': '工作区“{workspace}”中的时段“{title}”（{when}）已被预订。',
  'notification.SLOT_CONFIRMED.title': '{status, select, AVAILABLE {可预订} other {已确认}}：“{title}”，{when}',
  'notification.SLOT_CONFIRMED.text':
    '{status, select, AVAILABLE {工作区“{workspace}”中的时段“{title}”（{when}）现可供您预订。请预订，否则将在开始时取消。} other {工作区“{workspace}”中的时段“{title}”（{when}）已确认。}}',
  'notification.SLOT_DECLINED.title': '已谢绝：“{title}”，{when}',
  'notification.SLOT_DECLINED.text': '工作区“{workspace}”中的时段“{title}”（{when}）已被谢绝。',
  'notification.SLOT_CHANGED.title': '已更改：“{title}”，{when}',
  'notification.SLOT_CHANGED.text': '工作区“{workspace}”中的时段“{title}”已更改，现在的时间为 {when}。',
  'notification.SLOT_CANCELED.title': '已取消：“{title}”，{when}',
  'notification.SLOT_CANCELED.text': '工作区“{workspace}”中的时段“{title}”（{when}）已取消。',
  'notification.SLOT_REMINDER.title': '提醒：“{title}”，{when}',
  'notification.SLOT_REMINDER.text': '工作区“{workspace}”中的时段“{title}”将于 {when} 开始。',

  'notification.open': '打开 Reelwright：',
  'notification.unsubscribe': '如果您不想再收到此类邮件，请打开以下链接：',

  'unsubscribe.title': '此类邮件',
  'unsubscribe.question': '您不想再收到此类邮件吗？您仍可在 Reelwright 中查看这些通知。',
  'unsubscribe.button': '不再接收此类邮件',
  'unsubscribe.done': '您将不再收到此类邮件。您可以在通知设置中更改此选项。',
  'unsubscribe.invalid': '此链接不完整或已失效。请在 Reelwright 的通知设置中进行更改。',

  'role.OWNER': '所有者',
  'role.ADMIN': '管理员',
  'role.EDITOR': '编辑者',
  'role.VIEWER': '查看者',

  ...errors,
};
