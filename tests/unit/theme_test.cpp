#include "plot/theme.hpp"

#include "support/charts.hpp"

#include <gtest/gtest.h>
#include <string>

namespace skattekrona {
namespace {

const Theme& theme() { return test::templates().theme(); }

TEST(Theme, ContrastIsThatOfWcag) {
    EXPECT_DOUBLE_EQ(contrast("#000000", "#ffffff"), 21);
    EXPECT_DOUBLE_EQ(contrast("#ffffff", "#000000"), 21);
    // The greys either side of level AA, as WCAG's own examples have them.
    EXPECT_NEAR(contrast("#767676", "#ffffff"), 4.54, 0.005);
    EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.005);
}

TEST(Theme, WordsCanBeReadInEveryMode) {
    for (const auto& [mode, unused] : theme().modes) {
        const Palette palette = theme().palette(mode);
        for (const char* on : {"paper", "band"}) {
            for (const char* role : {"ink", "soft", "own", "pool-ink", "dearer-ink"}) {
                EXPECT_GE(contrast(palette.at(role), palette.at(on)), readable_contrast) << mode << " " << role;
            }
        }
        for (const auto& [role, colour] : palette) {
            EXPECT_EQ(colour.size(), 7U) << role << " is not resolved: " << colour;
        }
    }
}

TEST(Theme, InPrintCheaperAndDearerAreTwoGreys) {
    const Palette print = theme().palette("print");
    EXPECT_GE(contrast(print.at("cheaper"), print.at("dearer")), 3);
    EXPECT_GE(contrast(print.at("own"), print.at("second")), 3);
}

TEST(Theme, AMunicipalitysColourIsMovedUntilItCanBeRead) {
    Theme worn = theme();
    worn.own = "#7a1f2b";
    EXPECT_EQ(worn.palette("light").at("own"), "#7a1f2b");
    const Palette dark = worn.palette("dark");
    EXPECT_NE(dark.at("own"), "#7a1f2b");
    EXPECT_GE(contrast(dark.at("own"), dark.at("paper")), readable_contrast);
    // What is a share of it follows.
    EXPECT_NE(worn.palette("light").at("fan-middle"), theme().palette("light").at("fan-middle"));
}

TEST(Theme, RolesStandInExpressionsToo) {
    Json spec = {
        {"color", "$own"}, {"expr", "datum.known ? '$ink' : '$pool-ink'"}, {"nested", Json::List{{{"price", "$5"}}}}};
    resolve_colours(spec, {{"own", "#111111"}, {"ink", "#222222"}, {"pool", "#333333"}, {"pool-ink", "#444444"}});
    EXPECT_EQ(spec.at("color"), "#111111");
    EXPECT_EQ(spec.at("expr"), "datum.known ? '#222222' : '#444444'");
    EXPECT_EQ(spec.at("nested")[0].at("price"), "$5");
}

TEST(OwnTheme, SaysWhatIsWrongAndWhatWouldDo) {
    EXPECT_EQ(parse_own_theme("colour = \"#12436d\"", "t", theme())->colour, "#12436d");
    const auto pale = parse_own_theme("name = \"x\"\ncolour = \"#ffd200\"", "t.toml", theme());
    ASSERT_FALSE(pale);
    EXPECT_EQ(pale.error().front().message.key, "plot.error.theme.contrast");
    EXPECT_EQ(pale.error().front().where.line, 2);
    const auto unreadable = parse_own_theme("colour = \"12436d\"\nlogotype = 3", "t.toml", theme());
    ASSERT_FALSE(unreadable);
    EXPECT_EQ(unreadable.error().size(), 2U);
}

}  // namespace
}  // namespace skattekrona
