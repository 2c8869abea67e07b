package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"yice/internal/app"
	"yice/internal/kit/money"
)

type figuresCmd struct {
	book
	JSON bool `help:"Print JSON: the same keys as GET /api/v1/reports/platform." name:"json"`
}

func (c *figuresCmd) Run(ctx context.Context) (err error) {
	a, err := app.New(ctx, c.config())
	if err != nil {
		return err
	}
	defer func() {
		if cerr := a.Close(); err == nil {
			err = cerr
		}
	}()
	p, err := a.Figures(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(p)
	}
	fmt.Printf("进入平台 households entered      %8d 户\n已认定   households recognised   %8d 户\n已退出   households ended        %8d 户\n",
		p.HouseholdsEntered, p.HouseholdsRecognised, p.HouseholdsEnded)
	for _, x := range []struct {
		words string
		fen   int64
	}{{"生活最高 living, a household    ", p.LivingMaxFen}, {"医疗最高 medical, a person      ", p.MedicalMaxFen}, {"助学最高 study, a person        ", p.StudyMaxFen}} {
		fmt.Printf("%s %s 元\n", x.words, money.Fen(x.fen).Grouped())
	}
	fmt.Printf("服务     service sessions        %8d 次\n", p.ServiceSessions)
	return nil
}
