package money

import (
	"encoding/json"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"yice/internal/kit/errs"
)

func TestParse(t *testing.T) {
	good := map[string]Fen{
		"1,234.50": 123450, "1234.5": 123450, "１２３４．５０": 123450, "１，２３４．５": 123450, "1234元": 123400,
		" 1,234.50 元 ": 123450, "¥1,234": 123400, "￥12": 1200, "-0.01": -1, "－5": -500, "+3": 300, "0": 0, "007": 700,
		"49,800": 4980000, "92233720368547758.07": Max, "-92233720368547758.08": Min,
	}
	for in, want := range good {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	bad := map[string]string{
		"": "money.format", "元": "money.format", "1.": "money.format", ".5": "money.format", "12,34": "money.format",
		",123": "money.format", "1234,567": "money.format", "1,234,56": "money.format", "1e3": "money.format",
		"--1": "money.format", "1 2": "money.format", "0x1": "money.format", "1.2.3": "money.format", "壹": "money.format",
		"1.234": "money.too_precise", "1.000": "money.too_precise",
		"92233720368547758.08": "money.overflow", "99999999999999999999999": "money.overflow",
	}
	for in, code := range bad {
		if got, err := Parse(in); !errs.IsCode(err, code) {
			t.Errorf("Parse(%q) = %d, %v; want %s", in, got, err, code)
		}
	}
}

func TestPrint(t *testing.T) {
	for _, c := range []struct {
		fen                        Fen
		plain, grouped, inCapitals string
	}{
		{4980000, "49800.00", "49,800.00", "肆万玖仟捌佰元整"},
		{10000005, "100000.05", "100,000.05", "壹拾万元零伍分"},
		{0, "0.00", "0.00", "零元整"},
		{5, "0.05", "0.05", "伍分"},
		{50, "0.50", "0.50", "伍角整"},
		{1000, "10.00", "10.00", "壹拾元整"},
		{-123450, "-1234.50", "-1,234.50", "负壹仟贰佰叁拾肆元伍角整"},
		{-10000, "-100.00", "-100.00", "负壹佰元整"},
		{1640902, "16409.02", "16,409.02", "壹万陆仟肆佰零玖元零贰分"},
		{32504, "325.04", "325.04", "叁佰贰拾伍元零肆分"},
		{168032, "1680.32", "1,680.32", "壹仟陆佰捌拾元叁角贰分"},
		{100100, "1001.00", "1,001.00", "壹仟零壹元整"},
		{1000100, "10001.00", "10,001.00", "壹万零壹元整"},
		{10001000, "100010.00", "100,010.00", "壹拾万零壹拾元整"},
		{1000000100, "10000001.00", "10,000,001.00", "壹仟万零壹元整"},
		{10000000000, "100000000.00", "100,000,000.00", "壹亿元整"},
		{10000010000, "100000100.00", "100,000,100.00", "壹亿零壹佰元整"},
		{11000000000, "110000000.00", "110,000,000.00", "壹亿壹仟万元整"},
		{100000000000000, "1000000000000.00", "1,000,000,000,000.00", "壹万亿元整"},
		{
			Min, "-92233720368547758.08", "-92,233,720,368,547,758.08",
			"负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零捌分",
		},
	} {
		if c.fen.String() != c.plain || c.fen.Grouped() != c.grouped || c.fen.Capitals() != c.inCapitals {
			t.Errorf("%d: %s %s %s", int64(c.fen), c.fen, c.fen.Grouped(), c.fen.Capitals())
		}
	}
}

func TestMulRatio(t *testing.T) {
	for _, c := range []struct {
		fen      Fen
		num, den int64
		r        Rounding
		want     Fen
	}{
		{10000, 1, 3, DownToFen, 3333},
		{10000, 2, 3, HalfUpFen, 6667},
		{-10000, 2, 3, HalfUpFen, -6667},
		{1, 1, 2, HalfUpFen, 1},
		{-1, 1, 2, HalfUpFen, -1},
		{1, 1, 2, DownToFen, 0},
		{123499, 1, 1, DownToYuan, 123400},
		{-123499, 1, 1, DownToYuan, -123400},
		{123401, 1, 1, CeilToYuan, 123500},
		{123400, 1, 1, CeilToYuan, 123400},
		{1, 1, 3, CeilToYuan, 100},
		{0, 5, 7, CeilToYuan, 0},
		{Max, 7, 7, DownToFen, Max},
		{Min, 1, 1, DownToFen, Min},
		{100, 1, -2, DownToFen, -50},
		{27000_00, 1, 48, HalfUpFen, 56250}, // worked test A (§12): (72,000 − 45,000) / 12 / 4
		{36000_00, 1, 36, HalfUpFen, 100000},
	} {
		if got, err := c.fen.MulRatio(c.num, c.den, c.r); err != nil || got != c.want {
			t.Errorf("%d×%d/%d (%d) = %d, %v; want %d", c.fen, c.num, c.den, c.r, got, err, c.want)
		}
	}
	if _, err := Max.MulRatio(2, 1, DownToFen); !errs.IsCode(err, "money.overflow") {
		t.Error(err)
	}
	if got, err := Fen(-2).MulRatio(-int64(Max), 1, CeilToYuan); !errs.IsCode(err, "money.overflow") {
		t.Error(got, err)
	}
	if _, err := Max.MulRatio(1, 1, CeilToYuan); !errs.IsCode(err, "money.overflow") {
		t.Error(err)
	}
	if _, err := Fen(1).MulRatio(1, 0, DownToFen); !errs.IsCode(err, "money.division_by_zero") {
		t.Error(err)
	}
	if _, err := Fen(1).MulRatio(1, 1, 0); !errs.IsCode(err, "money.rounding_unknown") {
		t.Error(err)
	}
}

func TestJSON(t *testing.T) {
	type doc struct {
		A Fen   `json:"a_fen"`
		R Ratio `json:"r"`
	}
	third, _ := NewRatio(2, 6)
	b, err := json.Marshal(doc{123450, third})
	if err != nil || string(b) != `{"a_fen":123450,"r":"1/3"}` {
		t.Fatalf("%s %v", b, err)
	}
	var back doc
	if err := json.Unmarshal(b, &back); err != nil || back != (doc{123450, third}) {
		t.Fatal(back, err)
	}
	if err := json.Unmarshal([]byte(`{"a_fen":1.5}`), &back); err == nil {
		t.Error("half a fen was accepted")
	}
	if err := json.Unmarshal([]byte(`{"r":0.85}`), &back); err != nil || back.R.String() != "0.85" {
		t.Error(back.R, err)
	}
}

func TestRatio(t *testing.T) {
	for in, want := range map[string]string{
		"0.7": "0.7", "70%": "0.7", "７０％": "0.7", "1.50": "1.5", "2": "2", "0": "0", "-0.125": "-0.125", "1/3": "1/3", "2/4": "0.5", "0.0001": "0.0001",
	} {
		if got, err := ParseRatio(in); err != nil || got.String() != want {
			t.Errorf("ParseRatio(%q) = %s, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "a", "1e9", "0x2", "1/0", "%", "1//2", "1_0", "inf", "99999999999999999999"} {
		if got, err := ParseRatio(in); err == nil {
			t.Errorf("ParseRatio(%q) = %s", in, got)
		}
	}
	r, _ := NewRatio(2, 3)
	if r.Percent(2) != "66.67%" || (Ratio{}).String() != "0" || (Ratio{}).Cmp(r) != -1 {
		t.Error(r.Percent(2), Ratio{})
	}
	if got, err := Fen(10000).Times(r, HalfUpFen); err != nil || got != 6667 {
		t.Error(got, err)
	}
}

func TestProperties(t *testing.T) {
	amounts := rapid.Int64()
	t.Run("parse what was printed", rapid.MakeCheck(func(t *rapid.T) {
		f := Fen(amounts.Draw(t, "f"))
		for _, s := range []string{f.String(), f.Grouped(), f.Grouped() + "元"} {
			if g, err := Parse(s); err != nil || g != f {
				t.Fatal(s, g, err)
			}
		}
	}))
	t.Run("checked operations agree with big integers", rapid.MakeCheck(func(t *rapid.T) {
		a, b := amounts.Draw(t, "a"), amounts.Draw(t, "b")
		x, y := big.NewInt(a), big.NewInt(b)
		agree := func(got Fen, err error, want *big.Int) {
			if want.IsInt64() != (err == nil) || err == nil && int64(got) != want.Int64() {
				t.Fatal(got, err, want)
			}
		}
		s, err := Fen(a).Add(Fen(b))
		agree(s, err, new(big.Int).Add(x, y))
		s, err = Fen(a).Sub(Fen(b))
		agree(s, err, new(big.Int).Sub(x, y))
		s, err = Fen(a).Mul(b)
		agree(s, err, new(big.Int).Mul(x, y))
		if den := amounts.Draw(t, "den"); den != 0 {
			s, err = Fen(a).MulRatio(b, den, DownToFen)
			agree(s, err, new(big.Int).Quo(new(big.Int).Mul(x, y), big.NewInt(den)))
		}
	}))
	t.Run("roundings are ordered and odd", rapid.MakeCheck(func(t *rapid.T) {
		f := Fen(rapid.Int64Range(0, 1e12).Draw(t, "f"))
		n, d := rapid.Int64Range(0, 1e6).Draw(t, "n"), rapid.Int64Range(1, 1e6).Draw(t, "d")
		var got []Fen
		for _, r := range []Rounding{DownToYuan, DownToFen, HalfUpFen, CeilToYuan} {
			v, err := f.MulRatio(n, d, r)
			w, err2 := f.MulRatio(-n, d, r)
			if err != nil || err2 != nil || w != -v {
				t.Fatal(v, w, err, err2)
			}
			got = append(got, v)
		}
		if !(got[0] <= got[1] && got[1] <= got[2] && got[2] <= got[3]) || got[0]%100 != 0 || got[3]%100 != 0 {
			t.Fatal(got)
		}
	}))
	t.Run("ratio survives its text", rapid.MakeCheck(func(t *rapid.T) {
		r, err := NewRatio(rapid.Int64Range(-1e9, 1e9).Draw(t, "n"), rapid.Int64Range(1, 1e9).Draw(t, "d"))
		if err != nil {
			t.Fatal(err)
		}
		if q, err := ParseRatio(r.String()); err != nil || q != r {
			t.Fatal(r, q, err)
		}
	}))
}
