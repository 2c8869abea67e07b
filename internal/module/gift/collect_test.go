package gift

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"yice/internal/kit/db"
)

// TestWhoPledgedInPublicTakesTheReceipt follows a pledge from the public page to its receipt, by its number and the end of the phone
// number only, and refuses guesses.
func TestWhoPledgedInPublicTakesTheReceipt(t *testing.T) {
	t.Parallel()
	h := open(t)
	c := h.publicCampaign("love")
	pledge := func(phone string) PublicPledged {
		t.Helper()
		p, err := h.s.PledgePublic(t.Context(), "love", PublicPledging{AmountFen: 6600, DonorInput: DonorInput{Name: "林文斌", Phone: phone}})
		h.must(err)
		return p
	}
	p, silent := pledge("13800138000"), pledge("")
	good := Collecting{No: strings.ToLower(" " + p.No), PhoneTail: "8000"}
	got, err := h.s.PledgeState(t.Context(), good)
	h.must(err)
	if got.State != Pledged || got.Donor != "林*斌" || got.AmountFen != 6600 || got.Receipt != "" || got.Campaign != c.Name || got.Account == "" {
		t.Errorf("%+v", got)
	}
	_, _, err = h.s.CollectReceipt(t.Context(), good, "https://x")
	h.refused(err, "gift.collect_early")
	for _, bad := range []string{"", "80", "800a", "８０００", "' OR"} {
		_, err = h.s.PledgeState(t.Context(), Collecting{No: p.No, PhoneTail: bad})
		h.refused(err, "gift.phone_tail")
	}
	for _, no := range []string{"R2020999999", "", "R' OR '1'='1", strings.Repeat("R", 20), silent.No} {
		_, err = h.s.PledgeState(t.Context(), Collecting{No: no, PhoneTail: "8000"})
		h.refused(err, "gift.collect_wrong")
	}

	_, err = h.s.Receive(h.As("maker"), Receiving{CampaignID: c.ID, PledgeNos: []string{p.No}, Channel: Bank, AmountFen: 6600, EvidenceNo: "回单1"})
	h.must(err)
	got, err = h.s.PledgeState(t.Context(), good)
	h.must(err)
	if got.State != Received || got.Receipt != "2020000001" || got.Account != "" || got.Cancelled {
		t.Errorf("%+v", got)
	}
	name, data, err := h.s.CollectReceipt(t.Context(), good, "https://x")
	h.must(err)
	if !strings.Contains(name, got.Receipt) || !bytes.HasPrefix(data, []byte("%PDF-")) {
		t.Errorf("%s %d bytes", name, len(data))
	}

	// A colleague on an employer's list leaves a phone too, and nobody else takes that receipt here.
	l := h.list(h.campaign(h.pool), 1, 100)
	listed, _, _, err := h.s.FindPledges(h.As("secretary"), PledgeFilter{ListID: l.ID})
	h.must(err)
	h.Do(h.System(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE gift_pledges SET donor_id = (SELECT donor_id FROM gift_pledges WHERE no = $1) WHERE no = $2", p.No, listed[0].No)
		return err
	})
	_, err = h.s.PledgeState(t.Context(), Collecting{No: listed[0].No, PhoneTail: "8000"})
	h.refused(err, "gift.collect_wrong")

	// Five wrong answers for one pledge close it for a day, from wherever they come; the right one then too.
	for range wrongPerPledge {
		_, err = h.s.PledgeState(t.Context(), Collecting{No: p.No, PhoneTail: "0000"})
		h.refused(err, "gift.collect_wrong")
	}
	_, err = h.s.PledgeState(t.Context(), good)
	h.refused(err, "gift.too_often")
	_, _, err = h.s.CollectReceipt(t.Context(), good, "https://x")
	h.refused(err, "gift.too_often")
	h.Later(2 * time.Hour)
	_, err = h.s.PledgeState(t.Context(), good)
	h.refused(err, "gift.too_often")
	h.Later(23 * time.Hour)
	_, err = h.s.PledgeState(t.Context(), good)
	h.must(err)
	// One place may be wrong only so often an hour, whatever it names.
	for i := range int(codesPerHour) {
		_, err = h.s.PledgeState(t.Context(), Collecting{No: "R20209" + strings.Repeat("9", i), PhoneTail: "1111"})
		h.refused(err, "gift.collect_wrong")
	}
	_, err = h.s.PledgeState(t.Context(), good)
	h.refused(err, "gift.too_often")
}
