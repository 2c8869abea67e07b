package main

import "fmt"

func (b *bench) report() {
	households := float64(b.want.households)
	fmt.Printf("\nmedian of %d rounds, %d persons, %d workers\n", b.s.rounds, b.s.persons, b.s.workers)
	for _, figure := range []string{"calc", "calc_one", "reform", "slider", "hand", "hand_one"} {
		t := b.middle(figure)
		fmt.Printf("policy.%s_ms=%.2f\npolicy.%s_cpu_ms=%.2f\npolicy.%s_households_per_s=%.0f\n", figure, t*1e3, figure, b.middle(figure+"_cpu")*1e3, figure, households/t)
	}
	fmt.Printf("policy.cel_per_s=%.0f\npolicy.explained_per_s=%.0f\n", b.middle("cel"), b.middle("explained"))
	fmt.Printf("policy.csv_s=%.3f\npolicy.sqlite_s=%.3f\n", b.middle("ours_csv"), b.middle("ours_db"))
	if b.s.python != "" {
		for _, side := range []string{"expert_csv", "documented_csv", "expert_db"} {
			fmt.Printf("policy.openfisca_%s_s=%.3f\npolicy.openfisca_%s_calc_s=%.3f\npolicy.openfisca_%s_mb=%.0f\n", side, b.middle(side), side, b.middle(side+"_calc"), side, b.middle(side+"_mb"))
		}
		fmt.Printf("policy.openfisca_off_by_yuan=%.2f\n", b.middle("expert_csv_off"))
		expert := min(b.middle("expert_csv_calc"), b.middle("expert_db_calc"))
		fmt.Printf("policy.ratio_vs_openfisca_expert=%.1f\n", expert/b.middle("calc"))
		fmt.Printf("policy.ratio_vs_openfisca_documented=%.1f\n", b.middle("documented_csv_calc")/b.middle("calc"))
		fmt.Printf("policy.cpu_ratio_vs_openfisca_expert=%.1f\n", min(b.middle("expert_csv_cpu"), b.middle("expert_db_cpu"))/b.middle("calc_one_cpu"))
		fmt.Printf("policy.file_ratio=%.1f\n", b.middle("expert_csv")/b.middle("ours_csv"))
		fmt.Printf("policy.sqlite_ratio=%.1f\n", b.middle("expert_db")/b.middle("ours_db"))
		fmt.Printf("policy.openfisca_single_per_s=%.0f\n", b.middle("single"))
		fmt.Printf("policy.explained_vs_openfisca_single=%.0f\n", b.middle("explained")/b.middle("single"))
		fmt.Printf("policy.cpu_file_ratio=%.1f\n", b.middle("expert_csv_all_cpu")/b.middle("ours_csv_all_cpu"))
		fmt.Printf("policy.cpu_sqlite_ratio=%.1f\n", b.middle("expert_db_all_cpu")/b.middle("ours_db_all_cpu"))
	} else {
		fmt.Println("OpenFisca was left out (-python is empty): no ratios to it")
	}
	fmt.Printf("policy.share_of_hand_loop=%.2f\n", b.middle("hand")/b.middle("calc"))
	fmt.Printf("policy.cpu_share_of_hand_loop=%.2f\n", b.middle("hand_one_cpu")/b.middle("calc_one_cpu"))
	fmt.Printf("policy.cpu_reform_ratio=%.2f\n", b.middle("reform_cpu")/b.middle("calc_cpu"))
	fmt.Printf("policy.reform_ratio=%.2f\n", b.middle("reform")/b.middle("calc"))
	fmt.Printf("policy.peak_mb=%.0f\n", max(b.middle("ours_csv_mb"), b.middle("ours_db_mb")))
	fmt.Printf("policy.explained_vs_cel=%.2f\n", b.middle("explained")/b.middle("cel"))
	fmt.Printf("policy.bandwidth_share=%.3f\n", b.touch/b.middle("calc")/b.middle("bandwidth"))
	if b.s.large > 0 {
		fmt.Printf("policy.growth=%.2f\n", b.middle("growth"))
	}
}
