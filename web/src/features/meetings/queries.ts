import { queryOptions } from '@tanstack/react-query'
import { client, data, done, once } from '../../api/http'
import type {
  AgendaInput,
  AttendInput,
  Candidates,
  DecideInput,
  MeetingChange,
  MeetingInput,
  PlanLine,
  SayInput,
  Sheet,
  Step,
  View,
  VoteInput,
} from './types'

export const meetingKeys = {
  all: ['meetings'] as const,
  list: ['meetings', 'list'] as const,
  one: (id: string) => ['meetings', 'one', id] as const,
  sheet: (id: string) => ['meetings', 'sheet', id] as const,
  candidates: (id: string) => ['meetings', 'candidates', id] as const,
}

/** How often a meeting that goes on is asked for news. */
const LIVE = 4000

export const meetingQuery = (id: string) =>
  queryOptions({
    queryKey: meetingKeys.one(id),
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/meetings/{id}', { params: { path: { id } }, signal })) as Promise<View>,
    refetchInterval: (query) => (query.state.data?.meeting.state === 'in_session' ? LIVE : false),
  })

/** One motion with its case; the server writes down who looked, so it is read once and kept. */
export const sheetQuery = (id: string) =>
  queryOptions({
    queryKey: meetingKeys.sheet(id),
    queryFn: ({ signal }) =>
      data(client.GET('/api/v1/motions/{id}', { params: { path: { id } }, signal })) as Promise<Sheet>,
    staleTime: 5 * 60_000,
  })

export const candidatesQuery = (id: string) =>
  queryOptions({
    queryKey: meetingKeys.candidates(id),
    queryFn: ({ signal }): Promise<Candidates> =>
      data(client.GET('/api/v1/meetings/{id}/candidates', { params: { path: { id } }, signal })),
  })

const at = (id: string) => ({ path: { id } })

export const prepare = (body: MeetingInput, key: string) =>
  data(client.POST('/api/v1/meetings', { body, headers: once(key) }))

export const change = ({ id, body }: { id: string; body: MeetingChange }, key: string) =>
  data(client.PUT('/api/v1/meetings/{id}', { params: at(id), body, headers: once(key) }))

export const addToAgenda = ({ id, body }: { id: string; body: AgendaInput }, key: string) =>
  data(
    client.POST('/api/v1/meetings/{id}/agenda', { params: at(id), body, headers: once(key) }),
  ) as Promise<View>

export const attend = ({ id, seats }: { id: string; seats: AttendInput[] }, key: string) =>
  data(
    client.POST('/api/v1/meetings/{id}/attendance', { params: at(id), body: { seats }, headers: once(key) }),
  ) as Promise<View>

export const move = ({ id, step }: { id: string; step: Step }, key: string) =>
  data(client.POST(`/api/v1/meetings/{id}/${step}`, { params: at(id), headers: once(key) }))

export const drop = (id: string, key: string) =>
  done(client.DELETE('/api/v1/motions/{id}', { params: at(id), headers: once(key) }))

export const setPlan = (
  { id, version, lines }: { id: string; version: number; lines: PlanLine[] },
  key: string,
) =>
  done(
    client.PUT('/api/v1/motions/{id}/plan', { params: at(id), body: { version, lines }, headers: once(key) }),
  )

export const say = ({ id, body }: { id: string; body: SayInput }, key: string) =>
  done(client.POST('/api/v1/motions/{id}/opinion', { params: at(id), body, headers: once(key) }))

export const vote = ({ id, body }: { id: string; body: VoteInput }, key: string) =>
  done(client.POST('/api/v1/motions/{id}/vote', { params: at(id), body, headers: once(key) }))

export const hands = ({ id, votes }: { id: string; votes: VoteInput[] }, key: string) =>
  done(client.POST('/api/v1/motions/{id}/votes', { params: at(id), body: { votes }, headers: once(key) }))

export const recuse = ({ id, seat_id, why }: { id: string; seat_id?: string; why: string }, key: string) =>
  done(
    client.POST('/api/v1/motions/{id}/recuse', {
      params: at(id),
      body: seat_id ? { seat_id, why } : { why },
      headers: once(key),
    }),
  )

export const decide = ({ id, body }: { id: string; body: DecideInput }, key: string) =>
  data(client.POST('/api/v1/motions/{id}/decide', { params: at(id), body, headers: once(key) }))

export const ask = ({ caseID, text }: { caseID: string; text: string }, key: string) =>
  done(
    client.POST('/api/v1/cases/{id}/questions', {
      params: at(caseID),
      body: { text },
      headers: once(key),
    }),
  )
