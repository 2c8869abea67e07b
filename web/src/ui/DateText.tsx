import { fullDate, instant, monthDay, shortDate } from '../lib/dates'
import { useLanguage } from '../lib/i18n'
import { useToday } from './today'

type Props = ({ date: string | null | undefined } | { at: number | null | undefined }) & {
  /** list 12-17 · sentence 12月17日 · paper 2020年12月17日; an instant adds its time. */
  style?: 'list' | 'sentence' | 'paper'
}

export function DateText({ style = 'list', ...value }: Props) {
  useLanguage() // redraws when the language changes
  const today = useToday()
  const moment =
    'at' in value ? (value.at ? instant(value.at) : null) : value.date ? { date: value.date, time: '' } : null
  if (!moment) return <span className="aux">—</span>
  const write = { list: (d: string) => shortDate(d, today), sentence: monthDay, paper: fullDate }[style]
  return (
    <time dateTime={moment.date} title={fullDate(moment.date)} style={{ whiteSpace: 'nowrap' }}>
      {write(moment.date)}
      {moment.time ? ` ${moment.time}` : ''}
    </time>
  )
}
