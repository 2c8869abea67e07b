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
		for _, r := range requests() {
			o := mid(sd.name(), r)
			fmt.Printf("api.%s_%s_per_s=%.1f\napi.%s_%s_p99_ms=%.2f\n", sd.name(), r, o.perSecond, sd.name(), r, ms(o.p99))
		}
		fmt.Printf("api.%s_peak_mb=%.0f\n", sd.name(), peakMB(sd.pid()))
	}
	if s.yice == "" {
		fmt.Println("our side was left out (-yice is empty): no ratios")
		return
	}
	ratio := func(r request, other string) float64 { return mid("yice", r).perSecond / mid(other, r).perSecond }
	fmt.Printf("api.view_ratio=%.2f\n", ratio(view, "pocketbase"))
	fmt.Printf("api.find_ratio=%.2f\n", ratio(find, "pocketbase"))
	fmt.Printf("api.create_ratio=%.2f\n", ratio(create, "pocketbase"))
	fmt.Printf("api.list_total_ratio=%.2f\n", ratio(listAll, "pocketbase"))
	fmt.Printf("api.list_some_ratio=%.2f\n", ratio(listSome, "pocketbase"))
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

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
