package main

import (
	"fmt"
	"slices"
	"time"
)

// median is the middle outcome by requests a second; its percentiles belong to the same slice.
func median(all []outcome) outcome {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b outcome) int {
		if a.perSecond < b.perSecond {
			return -1
		}
		return 1
	})
	return sorted[len(sorted)/2]
}

func report(s settings, sides []side, all map[string]map[request][]outcome) {
	mid := func(name string, r request) outcome { return median(all[name][r]) }
	fmt.Printf("\nmedian of %d rounds, %d clients, %v a slice\n", s.rounds, s.clients, s.slice)
	for _, sd := range sides {
		for _, r := range s.requests() {
			o, as := mid(sd.name(), r), fmt.Sprintf("api.%s_%s", sd.name(), r)
			fmt.Printf("%s_per_s=%.1f\n%s_p99_ms=%.2f\n%s_cpu_us=%.0f\n", as, o.perSecond, as, ms(o.p99), as, us(o.cpu))
		}
		fmt.Printf("api.%s_peak_mb=%.0f\n", sd.name(), peakMB(sd.pid()))
	}
	if s.yice == "" {
		fmt.Println("our side was left out (-yice is empty): no ratios")
		return
	}
	if s.alone {
		return
	}
	ratio := func(r request, other string) float64 { return mid("yice", r).perSecond / mid(other, r).perSecond }
	for _, r := range s.requests() {
		fmt.Printf("api.%s_ratio=%.2f\n", r, ratio(r, "pocketbase"))
		fmt.Printf("api.%s_cpu_ratio=%.2f\n", r, float64(mid("pocketbase", r).cpu)/float64(mid("yice", r).cpu))
	}
	if s.only != "" {
		return
	}
	fmt.Printf("api.list_p99_ms=%.2f\n", max(ms(mid("yice", listAll).p99), ms(mid("yice", listSome).p99)))
	fmt.Printf("api.share_of_bare=%.3f\n", ratio(view, "bare"))
	if s.smallRows == 0 {
		return
	}
	worst := 0.0
	for _, r := range requests() {
		worst = max(worst, mid("yice_small", r).perSecond/mid("yice", r).perSecond)
	}
	fmt.Printf("api.growth_100k_1m=%.2f\n", worst) // time a request, large book over small, the worst of the five
}

func us(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
