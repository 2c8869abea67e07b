package money

import "strings"

// Capitals writes the amount in the tamper-proof characters of vouchers and cheques (支付结算办法 annex 1; domain
// rules §4.6): one 零 for any run of zeros inside, none before 万/亿/元, 整 unless the amount ends in fen.
func (f Fen) Capitals() string {
	m := magnitude(int64(f))
	if m == 0 {
		return "零元整"
	}
	var b strings.Builder
	if f < 0 {
		b.WriteString("负")
	}
	yuan, jiao, fen := m/100, m/10%10, m%10
	if yuan > 0 {
		b.WriteString(capitalInteger(yuan))
		b.WriteString("元")
	}
	switch {
	case jiao > 0:
		b.WriteString(capitalDigit(jiao) + "角")
	case fen > 0 && yuan > 0:
		b.WriteString("零")
	}
	if fen > 0 {
		b.WriteString(capitalDigit(fen) + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

func capitalDigit(d uint64) string { return string([]rune("零壹贰叁肆伍陆柒捌玖")[d]) }

// capitalInteger splits at 亿, 万, 仟, 佰, 拾 in turn; n > 0.
func capitalInteger(n uint64) string {
	units := []struct {
		size uint64
		name string
	}{{1e8, "亿"}, {1e4, "万"}, {1000, "仟"}, {100, "佰"}, {10, "拾"}}
	for _, u := range units {
		if n < u.size {
			continue
		}
		high, low := n/u.size, n%u.size
		s := capitalInteger(high) + u.name
		if low == 0 {
			return s
		}
		if low < u.size/10 {
			s += "零"
		}
		return s + capitalInteger(low)
	}
	return capitalDigit(n)
}
