package people

// The lists of §13 that belong to the procedure: property, exit, revisit, notice, payment and funds.

// AssetExemptions is 财产豁免.
func AssetExemptions() List { return assetExemptions() }

var assetExemptions = list("asset_exemption", numbered(
	"无豁免|none|无", "疾病治疗必需车辆|car needed for treatment", "残疾康复必需车辆|car needed for rehabilitation", "家庭谋生工具车辆|car as tool of livelihood",
	"救助金来源存款|savings from aid", "售房款存款（一年内）|money of a home sold within a year|售房款存款",
))

// ExitReasons is 停发/退出原因.
func ExitReasons() List { return exitReasons() }

var exitReasons = list("exit_reason", numbered(
	"收入超标|income above the line", "致困原因消除|cause gone|脱困", "人员死亡|death|死亡", "户籍迁移|moved away|迁出", "有劳动能力|able to work", "退休/调离|retired or transferred|退休|调离",
	"财产超标|property above the line", "弄虚作假|false statement|骗保", "本人申请|own wish|主动退出", "其他|other",
))

// RevisitConclusions is 回访结论.
func RevisitConclusions() List { return revisitConclusions() }

var revisitConclusions = list("revisit_conclusion", numbered("加大救助|increase|增加", "维持|keep|保持", "调减|reduce|减少", "终止|end|退出"))

// NoticeOutcomes is 公示结果.
func NoticeOutcomes() List { return noticeOutcomes() }

var noticeOutcomes = list("notice_outcome", numbered("无异议|no objection", "有异议|objection"))

// PayFailures is 代发失败原因.
func PayFailures() List { return payFailures() }

var payFailures = list("pay_failure", numbered(
	"户名不符|name differs|户名错误", "账户已销户|account closed|已销户|销户", "账户冻结/久悬|account frozen or dormant|账户冻结|久悬", "账号错误|wrong account number|账号不存在",
	"二类户限额|limit of a class II account|超限额", "行号不支持|bank number not supported", "其他|other",
))

// FundSources is 资金来源.
func FundSources() List { return fundSources() }

var fundSources = list("fund_source", numbered(
	"中央财政|central budget|中央财政资金", "省级财政|provincial budget|省级财政资金", "市县财政|city and county budget|市级财政|县级财政", "上级工会补助|higher union's grant", "本级工会经费|own union funds|工会经费",
	"社会捐赠(非定向)|donation, unrestricted|社会捐赠|非定向捐赠", "定向捐赠|donation, restricted", "行政拨付|government grant", "互助保障|mutual insurance", "其他|other",
))
