package org

import "testing"

func TestAreas(t *testing.T) {
	names := map[string]string{
		"23": "黑龙江省", "230000": "黑龙江省", "2306": "大庆市", "230600": "大庆市", "230602": "萨尔图区", "230603": "龙凤区",
		"230604": "让胡路区", "230605": "红岗区", "230606": "大同区", "230621": "肇州县", "230622": "肇源县", "230623": "林甸县",
		"230624": "杜尔伯特蒙古族自治县", "230671": "高新区", "230602000000": "萨尔图区", "230602013": "萨尔图街道",
		"230602013000": "萨尔图街道", "441900": "东莞市", "810000": "香港特别行政区", "71": "台湾省",
		"": "", "99": "", "230699": "", "23069": "", "2306020130000": "", "000000": "",
	}
	for code, want := range names {
		if got := AreaName(code); got != want || KnownArea(code) != (want != "") {
			t.Errorf("AreaName(%q) = %q; want %q", code, got, want)
		}
	}
	for code, want := range map[string]string{
		"230602": "黑龙江省大庆市萨尔图区", "230602013": "黑龙江省大庆市萨尔图区萨尔图街道", "110105": "北京市朝阳区",
		"230600": "黑龙江省大庆市", "441900": "广东省东莞市", "469001": "海南省五指山市", "239999": "",
	} {
		if got := AreaFullName(code); got != want {
			t.Errorf("AreaFullName(%q) = %q; want %q", code, got, want)
		}
	}
	daqing := 0
	for _, c := range Counties("230600") {
		daqing += len(Streets(c.Code))
	}
	if len(Provinces()) != 34 || len(Cities("23")) != 13 || len(Counties("2306")) != 10 || daqing != 118 {
		t.Error(len(Provinces()), len(Cities("23")), len(Counties("2306")), daqing)
	}
	Streets("230602")[0].Name = "改"
	if Streets("230602")[0].Name == "改" {
		t.Error("a caller can change the table")
	}
}
