// Claim files that users write.
#include "claim/claim.hpp"
#include "plans.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace skattekrona;
    static const auto models = parse_claim_models(fuzz::source_file("models/claims.toml"), "claims.toml",
                                                  fuzz::definitions(), fuzz::figures().panel);
    fuzz::require(models.has_value());
    const auto claim =
        parse_claim(fuzz::text_of(bytes, size), "claim.toml", "prov", *models, fuzz::definitions(), fuzz::figures());
    fuzz::require(claim || !claim.error().empty());
    return 0;
}
