// Invented people with valid numbers, for applications that a test enters.

/** A citizen ID with its check character (GB 11643). */
export function citizenID(area, birth, seq) {
  const body = `${area}${birth.replaceAll('-', '')}${String(seq).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((all, weight, place) => all + weight * Number(body[place]), 0)
  return body + '10X98765432'[sum % 11]
}

/** A debit card number that passes the check digit. */
export function card(seq) {
  const body = `622848${String(seq).padStart(12, '0')}`
  const luhn = (text) =>
    [...text].reverse().reduce((sum, digit, place) => {
      const twice = Number(digit) * (place % 2 === 1 ? 2 : 1)
      return sum + (twice > 9 ? twice - 9 : twice)
    }, 0) % 10
  return body + [...'0123456789'].find((digit) => luhn(body + digit) === 0)
}

let made = 700

/** A couple of Ranghulu district with one illness; `change` overrides parts of the application. */
export function application(name, today, change = {}) {
  const seq = (made += 2)
  const head = {
    relation: '02',
    name,
    doc_no: citizenID('230604', '1976-05-12', seq),
    phone: `1390459${String(seq).padStart(4, '0')}`,
    work_status: '1',
    marital: '1',
    hukou_type: '1',
    ethnic: '01',
    medical: { health: '2', disease: '肺部恶性肿瘤，术后化疗' },
    account: { number: card(seq), bank: '中国农业银行', branch: '大庆分行', holder: name },
  }
  const spouse = { relation: '11', name: `${name[0]}建国`, doc_no: citizenID('230604', '1975-03-08', seq + 1) }
  const consent = (purpose) => ({ person: 0, purpose, text_version: '2018-1', channel: 'paper', given_on: today, given_by: name })
  return {
    household: { area_code: '230604', street: '', community: '第一社区', housing: '2', members: [head, spouse] },
    needs: ['medical', 'living'],
    cause: '6',
    summary: '肺部恶性肿瘤，术后化疗，家庭主要收入中断。',
    member: -1,
    beneficiaries: [0],
    payee: 0,
    consents: [consent('truth'), consent('sensitive_data')],
    amounts: [
      { person: 1, side: 'income', kind: 'wage', year_fen: 1_200_000, has_evidence: true },
      { person: 0, side: 'rigid', kind: 'living', year_fen: 300_000, has_evidence: true },
    ],
    bills: [
      {
        person: 0,
        hospital: '大庆油田总医院',
        diagnosis: '肺恶性肿瘤',
        disease: 'C34',
        visit_kind: 'inpatient',
        from_on: `${today.slice(0, 4)}-01-05`,
        to_on: `${today.slice(0, 4)}-03-05`,
        invoice_no: `2306012099${String(seq).padStart(8, '0')}`,
        total_fen: 8_000_000,
        basic_fen: 4_400_000,
        serious_fen: 900_000,
      },
    ],
    submit: true,
    ...change,
  }
}
