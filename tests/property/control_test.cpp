// Nothing is dropped without being listed.
#include "figures/control.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <tuple>

namespace skattekrona {
namespace {

rc::Gen<PublishedValue> published_value() {
    return rc::gen::build<PublishedValue>(
        rc::gen::set(&PublishedValue::series,
                     rc::gen::element<std::string>("N20029", "N00001", "scb.510", "scb.5100", "", "n20029")),
        rc::gen::set(&PublishedValue::municipality,
                     rc::gen::map(rc::gen::element<std::string>("0126", "0136", "0000", "0001", "0127", "9999"),
                                  [](const std::string& id) { return *MunicipalityId::parse(id); })),
        rc::gen::set(&PublishedValue::year,
                     rc::gen::map(rc::gen::element(0, 2018, 2019, 2024, 2025), [](int year) { return Year{year}; })),
        rc::gen::set(&PublishedValue::gender, rc::gen::element(Gender::total, Gender::women)),
        rc::gen::set(&PublishedValue::value,
                     rc::gen::element(0.0, 1.0, -2.5, 1e9, missing, std::numeric_limits<double>::infinity())));
}

RC_GTEST_PROP(Control, EveryValueIsAcceptedOrCountedInAFinding, ()) {
    ControlRules rules;
    rules.series["N20029"] = {{"a", "a"}, {-1000, 1000}, false, {Year{2019}}};
    rules.series["scb.510"] = {{"b", "b"}, {}, true};
    rules.municipalities = {{*MunicipalityId::parse("0126"), "Huddinge"}, {*MunicipalityId::parse("0136"), "Haninge"}};
    rules.this_year = Year{2024};
    Delivery delivery;
    delivery.values = *rc::gen::container<std::vector<PublishedValue>>(published_value());
    std::vector<StoredValue> before;
    if (!delivery.values.empty()) {
        before.push_back({delivery.values.front(), 1});
    }
    const std::size_t came = delivery.values.size();
    const Controlled found = control(std::move(delivery), before, rules);

    std::size_t left_out = 0;
    std::size_t repeated = 0;
    for (const auto& finding : found.findings) {
        left_out += finding.severity == Severity::error ? finding.values : 0;
        repeated += finding.message.key == "figures.finding.duplicate" ? finding.values : 0;
    }
    RC_ASSERT(found.accepted.values.size() + left_out + repeated == came);

    std::map<std::tuple<std::string, MunicipalityId, Year, Gender>, int> seen;
    for (const auto& value : found.accepted.values) {
        const int times = ++seen[{value.series, value.municipality, value.year, value.gender}];
        RC_ASSERT(times == 1);
        RC_ASSERT(value.year <= rules.this_year);
    }
}

}  // namespace
}  // namespace skattekrona
