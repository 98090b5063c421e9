// Mappings that users write, and what each does with a file.
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace skattekrona;
    const auto mapping = parse_mapping(fuzz::text_of(bytes, size), "mapping.toml", fuzz::beside);
    if (!mapping) {
        fuzz::require(!mapping.error().empty());
        return 0;
    }
    static const std::vector<std::string> files{
        "kommun;år;område;kön;värde;status;version;slag\n0126;2022;Äldreomsorg;T;1 234,5;;Budget;netto\n"
        "Malmö;2023;510 Äldre;K;..;;Budget;brutto\nHuddinge kommun;2022;N20029;;1.234;x;;\n",
        "region,verksamhet,nettokostnad 2022,N20029 2023,v510\n0126 Huddinge,510 Äldre,-1,2.5,\"1,5\"\n"};
    for (const auto& file : files) {
        fuzz::import_and_check(file, {*mapping});
    }
    return 0;
}
