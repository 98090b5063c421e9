// Scenario files that users write, laid over others; a comment on the first line is a lever as it is typed.
#include "scenario/scenario.hpp"
#include "plans.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace skattekrona;
    const std::string text(fuzz::text_of(bytes, size));
    static const std::string under = plain_scenario("under", "prov", "Huddinge", {"six"}, Year{2019}, 3);
    const ScenarioSource source = [](const std::string& name, const std::string&) -> Result<NamedText> {
        return NamedText{name, under};
    };
    const std::string typed = text.starts_with('#') ? text.substr(1, text.find('\n') - 1) : "";
    const auto levers = typed.empty() ? Result<std::string>() : lever_toml({typed});
    const auto scenario = parse_scenario({"scenario.toml", text}, "prov", source, levers.value_or(""),
                                         fuzz::definitions(), fuzz::figures());
    fuzz::require(scenario || !scenario.error().empty());
    return 0;
}
