import type { ComponentType } from 'react'
import type { Action, ActionCode } from '../derive'
import type { CaseFile } from '../types'
import { AuthoriseDialog, CheckDialog } from './CheckDialogs'
import type { DialogProps } from './FormDialog'
import {
  CloseNoticeDialog,
  ObjectDialog,
  ProposeEndDialog,
  PublishNoticeDialog,
  ResolveObjectionDialog,
} from './NoticeDialogs'
import { AssessDialog, PriorDialog, ProposeDialog } from './OpinionDialogs'
import { AskPapersDialog, PaperDialog, PapersInDialog } from './PaperDialogs'
import {
  AskReopenDialog,
  CancelEndDialog,
  ConfirmEndDialog,
  DeclineDialog,
  LapseDialog,
  NotifyDeclineDialog,
  RetableDialog,
  ReturnBackDialog,
  SubmitDialog,
  WithdrawDialog,
} from './PlainDialogs'
import {
  ApprovePlanDialog,
  AskUrgentDialog,
  MeasureDialog,
  PlanDialog,
  PlanVisitDialog,
  SignUrgentDialog,
} from './PlanDialogs'
import { AnswerDialog, QuestionDialog, WaiveFlagDialog } from './QuestionDialogs'
import { AnswerTransferDialog, InviteDialog, TransferDialog } from './TransferDialogs'

const dialogs: Partial<Record<ActionCode, ComponentType<DialogProps>>> = {
  submit: SubmitDialog,
  papers_in: PapersInDialog,
  authorise: AuthoriseDialog,
  check: CheckDialog,
  prior: PriorDialog,
  assess: AssessDialog,
  propose: ProposeDialog,
  publish_notice: PublishNoticeDialog,
  close_notice: CloseNoticeDialog,
  resolve_objection: ResolveObjectionDialog,
  answer: AnswerDialog,
  retable: RetableDialog,
  visit: PlanVisitDialog,
  plan: PlanDialog,
  approve_plan: ApprovePlanDialog,
  measure: MeasureDialog,
  ask_urgent: AskUrgentDialog,
  sign_urgent: SignUrgentDialog,
  notify_decline: NotifyDeclineDialog,
  confirm_end: ConfirmEndDialog,
  ask_papers: AskPapersDialog,
  paper: PaperDialog,
  transfer: TransferDialog,
  answer_transfer: AnswerTransferDialog,
  invite: InviteDialog,
  question: QuestionDialog,
  object: ObjectDialog,
  waive_flag: WaiveFlagDialog,
  propose_end: ProposeEndDialog,
  cancel_end: CancelEndDialog,
  ask_reopen: AskReopenDialog,
  return_back: ReturnBackDialog,
  decline: DeclineDialog,
  lapse: LapseDialog,
  withdraw: WithdrawDialog,
}

/** The dialog of an action; fetched when the first one is opened. */
export function ActionDialog({
  file,
  action,
  onClose,
}: {
  file: CaseFile
  action: Action
  onClose: () => void
}) {
  const Dialog = dialogs[action.code]
  return Dialog ? <Dialog file={file} id={action.id} onClose={onClose} /> : null
}
