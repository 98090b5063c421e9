// Numbers are read as they were meant, in every way that people write them.
#include "data/written_number.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace skattekrona {
namespace {

/// −987654.321 with these signs: the whole part in groups of three, then the decimals.
std::string written(long long thousandths, std::string_view minus, std::string_view between, char decimal) {
    const std::string digits = std::to_string(std::abs(thousandths) / 1000);
    std::string text(thousandths < 0 ? minus : "");
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) {
            text += between;
        }
        text += digits[i];
    }
    return text + decimal + fmt::format("{:03}", std::abs(thousandths) % 1000);
}

const std::vector<std::string> minuses{"-", "\u2212", "\u2013"};
const std::vector<std::string> spaces{"", " ", "\u00A0", "\u202F", "\u2009"};

RC_GTEST_PROP(WrittenNumbers, AreReadBackWithTheSignsTheyWereWrittenWith, ()) {
    const auto thousandths = *rc::gen::inRange<long long>(-9'999'999'999'999, 9'999'999'999'999);
    const bool comma = *rc::gen::arbitrary<bool>();
    const auto minus = *rc::gen::elementOf(minuses);
    const NumberStyle style{comma ? DecimalSign::comma : DecimalSign::point, comma ? "." : ",'"};
    auto separators = spaces;
    separators.push_back(comma ? "." : "'");
    const auto between = *rc::gen::elementOf(separators);
    const auto read = read_number(written(thousandths, minus, between, comma ? ',' : '.'), style);
    RC_ASSERT(read.kind == WrittenNumber::Kind::number);
    RC_ASSERT(std::abs(read.value - static_cast<double>(thousandths) / 1000) < 1e-3);
}

RC_GTEST_PROP(WrittenNumbers, WithoutASignGivenAreReadRightOrNotAtAll, ()) {
    const auto thousandths = *rc::gen::inRange<long long>(-9'999'999'999, 9'999'999'999);
    const bool comma = *rc::gen::arbitrary<bool>();
    auto separators = spaces;
    separators.push_back(comma ? "." : ",");
    const auto between = *rc::gen::elementOf(separators);
    const auto read = read_number(written(thousandths, "-", between, comma ? ',' : '.'), {});
    if (read.kind == WrittenNumber::Kind::number) {
        RC_ASSERT(std::abs(read.value - static_cast<double>(thousandths) / 1000) < 1e-3);
    } else {
        // Three decimals after one to three digits: the only form that can mean two numbers.
        RC_ASSERT(read.kind == WrittenNumber::Kind::ambiguous);
        RC_ASSERT(std::abs(thousandths) < 1'000'000);
    }
}

RC_GTEST_PROP(WrittenNumbers, AnyBytesAreReadWithoutHarm, ()) {
    const auto bytes =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789,.-+ eExX'#\xC2\xA0")));
    const auto read = read_number(bytes, {});
    RC_ASSERT((read.kind == WrittenNumber::Kind::number) == std::isfinite(read.value));
}

}  // namespace
}  // namespace skattekrona
