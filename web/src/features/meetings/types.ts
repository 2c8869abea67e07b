import type { components } from '../../api/types.gen'

type Schemas = components['schemas']

export type Meeting = Schemas['MeetingMeeting']
export type Seat = Schemas['MeetingSeat']
export type Voice = Schemas['MeetingVoice']
export type Tally = Schemas['MeetingTally']
export type Missing = Schemas['MeetingMissing']
export type Readiness = Schemas['MeetingReadiness']
export type PlanLine = Schemas['MeetingPlanLine']
export type Change = Schemas['PolicyChange']
export type Candidate = Schemas['MeetingCandidate']
export type Candidates = Schemas['MeetingCandidates']
export type Resolution = Schemas['MeetingResolution']
export type Story = Schemas['AidStory']
export type Pool = Schemas['MeetingPool']
export type MeetingInput = Schemas['MeetingInput']
export type MeetingChange = Schemas['MeetingChangeInput']
export type AgendaInput = Schemas['MeetingAgendaInput']
export type AttendInput = Schemas['MeetingAttendInput']
export type VoteInput = Schemas['MeetingVoteInput']
export type SayInput = Schemas['MeetingSayInput']
export type DecideInput = Schemas['MeetingDecideInput']

// What may be null on the wire, and is not in the document.
export type Motion = Omit<Schemas['MeetingMotion'], 'resolution'> & { resolution: Resolution | null }
export type View = Omit<Schemas['MeetingView'], 'motions' | 'pool'> & { motions: Motion[]; pool: Pool | null }
export interface Sheet {
  motion: Motion
  story: Story | null
}

export type Vote = 'yes' | 'reserved' | 'no' | 'abstain'
export type Stance = 'agree' | 'reserved' | 'oppose'
export type Result = 'agreed' | 'agreed_changed' | 'deferred' | 'rejected'
export type Step = 'open' | 'close' | 'cancel' | 'minute'

export const votes: Vote[] = ['yes', 'reserved', 'no', 'abstain']
export const stances: Stance[] = ['agree', 'reserved', 'oppose']

export function voiceOf(motion: Motion, seat: Seat): Voice | undefined {
  return motion.voices.find((voice) => voice.seat_id === seat.id)
}

export const agreed = (resolution: Resolution | null) =>
  resolution?.result === 'agreed' || resolution?.result === 'agreed_changed'

/** What the meeting has agreed to give before this motion, in fen. */
export function agreedBefore(view: View, motion: Motion): { n: number; fen: number } {
  const earlier = view.motions.filter(
    (other) =>
      other.kind === 'case' && other.id !== motion.id && other.no < motion.no && agreed(other.resolution),
  )
  return {
    n: earlier.length,
    fen: earlier.reduce((sum, other) => sum + (other.resolution?.amount_fen ?? 0), 0),
  }
}
