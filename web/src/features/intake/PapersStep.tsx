import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Select from 'antd/es/select'
import type { ReactNode } from 'react'
import { useCodes } from '../../api/codes'
import type { StoredFile } from '../../api/upload'
import { useT } from '../../lib/i18n'
import { DateInput } from '../../ui/DateInput'
import { Field } from '../../ui/Field'
import { FileUpload } from '../../ui/FileUpload'
import { Icon } from '../../ui/Icon'
import { useToday } from '../../ui/today'
import { ageOn } from './application'
import { newKey } from './draft'
import css from './intake.module.css'
import type { StepProps } from './MembersStep'

const SCAN = 'image/*,application/pdf'

/** What was signed, and what was brought. */
export function PapersStep({ draft, change }: StepProps) {
  const t = useT()
  const today = useToday()
  const codes = useCodes()
  const head = draft.members[0]
  const worker = draft.members.find((m) => m.key === draft.qualifier)
  const adults = draft.members.filter((m) => (ageOn(m.birth_on, today) ?? 18) >= 18)
  return (
    <>
      <section className={css.block}>
        <header>
          <h3>{t('intake.consents')}</h3>
          <span className="aux">{t('intake.consents_hint')}</span>
          <span className={css.sum}>
            <Field id="given_on" label={t('intake.given_on')} className={css.inline}>
              <DateInput
                id="given_on"
                max={today}
                value={draft.given_on}
                onChange={(given_on) => change({ given_on })}
              />
            </Field>
          </span>
        </header>
        <Consent
          id="truth"
          checked={draft.truth}
          onCheck={(truth) => change({ truth })}
          title={t('intake.truth')}
          who={head?.name ?? ''}
          files={draft.truth_file}
          onFiles={(truth_file) => change({ truth_file, truth: draft.truth || truth_file.length > 0 })}
        />
        <Consent
          id="sensitive"
          checked={draft.sensitive}
          onCheck={(sensitive) => change({ sensitive })}
          title={t('intake.sensitive')}
          who={head?.name ?? ''}
        />
        {draft.on_behalf ? (
          <Consent
            id="represent"
            checked={draft.represent}
            onCheck={(represent) => change({ represent })}
            title={t('intake.represent')}
            who={worker?.name ?? ''}
            files={draft.represent_file}
            onFiles={(represent_file) =>
              change({ represent_file, represent: draft.represent || represent_file.length > 0 })
            }
          />
        ) : null}
        {adults.map((m) => (
          <div key={m.key} className={css.consent}>
            <span className={css.consentName}>
              {t('intake.authorisation')} <span className="sec">{m.name || t('intake.adult')}</span>
            </span>
            <FileUpload
              max={1}
              accept={SCAN}
              label={t('intake.scan_one')}
              value={draft.authorised[m.key] ?? []}
              onChange={(files) => change({ authorised: { ...draft.authorised, [m.key]: files } })}
            />
          </div>
        ))}
        <p className="aux">{t('intake.authorisation_hint')}</p>
      </section>
      <section className={css.block}>
        <header>
          <h3>{t('intake.papers')}</h3>
          <span className="aux">{t('intake.papers_hint')}</span>
        </header>
        {draft.papers.map((paper) => (
          <div key={paper.key} className={css.paper}>
            <Select
              aria-label={t('intake.paper_kind')}
              value={paper.kind}
              style={{ width: 168 }}
              options={codes.options('paper')}
              onChange={(kind: string) =>
                change({
                  papers: draft.papers.map((one) => (one.key === paper.key ? { ...one, kind } : one)),
                })
              }
            />
            <FileUpload
              value={paper.files}
              accept={SCAN}
              label={t('intake.scan')}
              onChange={(files) =>
                change({
                  papers: draft.papers.map((one) => (one.key === paper.key ? { ...one, files } : one)),
                })
              }
            />
            <Button
              type="text"
              aria-label={t('intake.remove')}
              onClick={() => change({ papers: draft.papers.filter((one) => one.key !== paper.key) })}
            >
              <Icon name="cross" />
            </Button>
          </div>
        ))}
        <div className={css.quick}>
          {usualPapers(draft.needs)
            .filter((kind) => !draft.papers.some((one) => one.kind === kind))
            .map((kind) => (
              <Button
                key={kind}
                icon={<Icon name="plus" />}
                onClick={() => change({ papers: [...draft.papers, { key: newKey(), kind, files: [] }] })}
              >
                {codes.label('paper', kind)}
              </Button>
            ))}
        </div>
      </section>
    </>
  )
}

/** The papers that these needs usually want. */
export function usualPapers(needs: readonly string[]): string[] {
  const list = ['identity', 'hukou', 'income', 'bank_card']
  if (needs.includes('medical')) list.push('diagnosis', 'settlement')
  if (needs.includes('study')) list.push('school')
  if (needs.includes('rehabilitation')) list.push('disability')
  if (needs.includes('employment')) list.push('insurance')
  if (needs.includes('housing')) list.push('housing')
  return [...list, 'other']
}

interface ConsentProps {
  id: string
  checked: boolean
  onCheck: (on: boolean) => void
  title: string
  who: string
  files?: StoredFile[]
  onFiles?: (files: StoredFile[]) => void
}

function Consent({ id, checked, onCheck, title, who, files, onFiles }: ConsentProps): ReactNode {
  const t = useT()
  return (
    <div className={css.consent}>
      <Checkbox id={id} checked={checked} onChange={(e) => onCheck(e.target.checked)}>
        {title} <span className="sec">{t('intake.signed_by', { name: who })}</span>
      </Checkbox>
      {files && onFiles ? (
        <FileUpload max={1} accept={SCAN} label={t('intake.scan_one')} value={files} onChange={onFiles} />
      ) : null}
    </div>
  )
}
