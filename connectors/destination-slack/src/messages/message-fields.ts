import { field } from '@revetl/sdk'

// "Slack will truncate messages containing more than 40,000 characters", and an update takes 4,000:
// https://docs.slack.dev/reference/methods/chat.postMessage#text (read 2026-11-27)
const textLengthMax = 40_000
// https://docs.slack.dev/reference/methods/chat.postMessage#markdown_text (read 2026-11-27)
const markdownLengthMax = 12_000

/** What a message consists of. */
export const messageFields = {
  key: field('string', {
    title: 'Key',
    description: 'Your own key of the message in its channel: with it the message is found again.',
    unique: true,
  }),
  text: field('string', {
    title: 'Text',
    description: 'In Slack’s own markup; beside blocks, what a notification shows.',
    maxLength: textLengthMax,
    // A message without text, blocks and markdown is none.
    nullable: false,
  }),
  blocks: field('json', { title: 'Blocks', description: 'A list of Block Kit blocks.' }),
  markdown_text: field('string', {
    title: 'Markdown',
    description: 'Markdown, in place of text and blocks.',
    maxLength: markdownLengthMax,
  }),
  thread_key: field('string', {
    title: 'Thread key',
    description: 'The key of the message in whose thread this one answers.',
  }),
  reply_broadcast: field('boolean', {
    title: 'Broadcast',
    description: 'Whether an answer in a thread shows in the channel too.',
  }),
  username: field('string', { title: 'User name', description: 'Needs chat:write.customize.' }),
  icon_emoji: field('string', { title: 'Emoji', description: 'Needs chat:write.customize.' }),
  icon_url: field('string', { title: 'Icon', description: 'Needs chat:write.customize.' }),
  unfurl_links: field('boolean', { title: 'Unfurl links' }),
  unfurl_media: field('boolean', { title: 'Unfurl media' }),
}

/** The same for messages that name their channel, or the person whom they are for. */
export const addressedFields = {
  channel: field('string', {
    title: 'Channel',
    description: 'Id of a channel or a user, or #name.',
  }),
  email: field('string', {
    title: 'Email',
    description: 'Address of a person, who gets a direct message.',
    pii: 'email',
  }),
  ...messageFields,
}
