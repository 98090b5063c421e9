// Delimited text in any encoding, read as figures by the mappings that come with the program.
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace skattekrona;
    const std::string_view text = fuzz::text_of(bytes, size);
    fuzz::import_and_check(text, fuzz::mappings());
    for (const auto sign : {DecimalSign::automatic, DecimalSign::comma, DecimalSign::point}) {
        const auto number = read_number(text, {sign, ".'"});
        fuzz::require((number.kind == WrittenNumber::Kind::number) == std::isfinite(number.value));
    }
    return 0;
}
