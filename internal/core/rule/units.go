package rule

// Units are the words of the units that rule sets use; rows carry the name, so that a page says it in its own language.
func Units() map[string]Words {
	return map[string]Words{
		"yuan": {"元", "yuan"}, "yuan/year": {"元/年", "yuan a year"}, "yuan/month": {"元/月", "yuan a month"}, "yuan/time": {"元/次", "yuan a time"},
		"yuan/person": {"元/人", "yuan a person"}, "yuan/person/month": {"元/人·月", "yuan a person and month"},
		"yuan/person/year": {"元/人·年", "yuan a person and year"}, "yuan/person/time": {"元/人·次", "yuan a person and time"},
		"yuan/household": {"元/户", "yuan a household"}, "yuan/household/year": {"元/户·年", "yuan a household and year"},
		"yuan/student/year": {"元/生·年", "yuan a student and year"},
		"persons":           {"人", "persons"}, "bills": {"张", "bills"}, "points": {"分", "points"}, "months": {"个月", "months"},
		"years": {"岁", "years"}, "times": {"次", "times"},
	}
}
