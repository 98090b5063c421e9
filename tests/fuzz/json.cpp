// Answers from Kolada's API and SCB's json-stat.
#include "data/json_stat.hpp"
#include "data/kolada.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace skattekrona;
    const std::string_view text = fuzz::text_of(bytes, size);
    const auto publications = parse_metadata(text);
    fuzz::require(publications || !publications.error().reason.key.empty());
    const std::string base(kolada_base_url);
    const std::string request = "data/kpi/N20029/year/2022?per_page=5000";
    auto page = parse_data_page(text, base, request, publications.value_or(Publications{}), "2026-05-21");
    if (page) {
        for (const auto& value : page->values) {
            fuzz::require(is_kpi(value.series));
        }
        // However an answer is made, the next question is about the same figures.
        fuzz::require(!page->next || page->next->starts_with("data/kpi/N20029/year/2022"));
        Delivery delivery;
        delivery.values = std::move(page->values);
        fuzz::control_and_check(std::move(delivery));
    }
    fuzz::import_and_check(text, fuzz::mappings());
    return 0;
}
