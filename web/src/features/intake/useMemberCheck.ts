import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client, data } from '../../api/http'
import type { Schemas } from '../../api/schemas'
import type { IntakeDraft, MemberDraft } from './draft'

export type Checked = Schemas['PeopleCheckResult']

/** What the server says about a person while the clerk types: birth date and sex of the number, what is wrong, who is in a file already. */
export function useMemberCheck(member: MemberDraft, draft: IntakeDraft): Checked | undefined {
  const head = draft.members[0]
  const isPayee = draft.payee === member.key && draft.account_number.trim() !== ''
  const asked = JSON.stringify({
    name: member.name,
    relation: member.relation,
    doc_type: member.doc_type,
    doc_no: member.doc_no,
    phone: member.phone,
    person_id: member.person_id,
    birth_on: member.doc_no ? '' : member.birth_on,
    head: head?.key === member.key ? '' : (head?.birth_on ?? ''),
    household: draft.household_id,
    number: isPayee ? draft.account_number : '',
    holder: isPayee ? draft.account_holder || member.name : '',
    guardian: isPayee && draft.account_is_guardian,
    dis: member.dis_cert,
  })
  const slow = useSlow(asked)
  const complete = member.doc_no.trim().length >= 6 || isPayee || member.phone.trim().length >= 7
  const answer = useQuery({
    queryKey: ['intake', 'check', slow],
    enabled: complete,
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
    queryFn: ({ signal }) => {
      const q = JSON.parse(slow) as Record<string, string> & { guardian: boolean }
      return data(
        client.POST('/api/v1/people/check', {
          signal,
          body: {
            household_id: q.household ?? '',
            head_birth_on: q.head ?? '',
            person: {
              name: q.name ?? '',
              relation: q.relation ?? '',
              doc_type: q.doc_type ?? '1',
              doc_no: q.doc_no ?? '',
              person_id: q.person_id ?? '',
              birth_on: q.birth_on ?? '',
              ...(q.phone ? { phone: q.phone } : {}),
              ...(q.dis ? { disability: { cert_no: q.dis } } : {}),
              ...(q.number
                ? { account: { number: q.number, holder: q.holder ?? '', is_guardian: q.guardian } }
                : {}),
            },
          },
        }),
      )
    },
  })
  return complete ? answer.data : undefined
}

function useSlow(text: string): string {
  const [slow, setSlow] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(text), 350)
    return () => clearTimeout(timer)
  }, [text])
  return slow
}

/** The first finding about an input, as a Field shows it. */
export function findingOf(checked: Checked | undefined, path: string): { error?: string; warn?: string } {
  const found = checked?.findings.find((one) => one.path === path)
  if (!found) return {}
  return found.warn ? { warn: found.detail } : { error: found.detail }
}
