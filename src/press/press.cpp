#include "press/press.hpp"

#include "data/file.hpp"
#include "document/writers.hpp"
#include "press/made_whenever.hpp"
#include "press/word_tables.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

namespace skattekrona {

namespace {

constexpr std::array<std::string_view, 3> library_files{"vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js",
                                                        "vega-embed/build/vega-embed.min.js"};
/// Pixels, before the reader's window or paper makes them larger or smaller: alone in a row, and beside others.
constexpr int wide_chart = 720;
constexpr int narrow_chart = 352;

/// 1 January 1980: a file does not tell when it was made, so that it can be made again.
constexpr const char* no_particular_day = "SOURCE_DATE_EPOCH=315532800";

/// What a Word file takes its paper and styles from: files of plots/docx and their names in it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> word_parts{
    {{"content_types.xml", "[Content_Types].xml"},
     {"rels.xml", "_rels/.rels"},
     {"document.xml", "word/document.xml"},
     {"document_rels.xml", "word/_rels/document.xml.rels"},
     {"styles.xml", "word/styles.xml"}}};

/// Program files that are not there, under a key that says what they are for.
template <class Value>
Result<Value> needed(Result<Value> file, const char* key) {
    if (file) {
        return file;
    }
    Diagnostics problems;
    for (const auto& problem : file.error()) {
        problems.push_back({Failure::source_unavailable, {key, {}}, problem.where});
    }
    return fail(std::move(problems));
}

/// A file as a browser is told of it: what an address uses for something else is written as its bytes.
std::string file_address(const std::filesystem::path& file) {
    std::string address = "file://";
    for (const char byte : file.string()) {
        const bool plain = std::isalnum(static_cast<unsigned char>(byte)) != 0 ||
                           std::string_view("/._-").find(byte) != std::string_view::npos;
        address += plain ? std::string(1, byte) : fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
    return address;
}

}  // namespace

Press::Press(std::filesystem::path plots, Wording wording, std::string theme, std::function<void(const Message&)> tell)
    : plots_(std::move(plots)),
      wording_(wording),
      theme_(std::move(theme)),
      tell_(std::move(tell)),
      renderer_(plots_) {}

Result<Press::Dress> Press::read_dress() {
    const auto files = read_files(plots_, chart_files);
    if (!files) {
        return fail(files.error());
    }
    auto templates = ChartTemplates::parse(*files, plots_.string());
    if (!templates) {
        return fail(templates.error());
    }
    Dress dress{templates->theme(), "", "", {}, *templates};
    if (theme_.empty() || dress.theme.modes.contains(theme_)) {
        dress.mode = theme_;
        return dress;
    }
    const auto text = read_file(theme_);
    if (!text) {
        std::error_code unreadable;
        return std::filesystem::exists(theme_, unreadable)
                   ? fail(text.error())
                   : fail(Diagnostic{Failure::usage, {"press.error.theme.none", {{"found", theme_}}}});
    }
    const auto own = parse_own_theme(*text, theme_, dress.theme);
    if (!own) {
        return fail(own.error());
    }
    dress.name = own->name;
    dress.theme.own = own->colour;
    if (!own->logo.empty()) {
        const auto file = std::filesystem::absolute(theme_).parent_path() / own->logo;
        const auto picture = read_file(file, FileKind::picture);
        if (!picture) {
            return fail(picture.error());
        }
        auto logo = renderer_.logo(*picture, file.string());
        if (!logo) {
            return fail(logo.error());
        }
        dress.logo = *std::move(logo);
    }
    return dress;
}

Result<const Press::Dress*> Press::dress() {
    const std::lock_guard lock(reading_);
    if (!dress_) {
        dress_ = read_dress();
    }
    return *dress_ ? Result<const Dress*>(&**dress_) : fail(dress_->error());
}

Result<ChartTemplates> Press::templates(Use use) {
    return dress().map([&](const Dress* dress) {
        return dress->templates.wearing(
            dress->theme, use == Use::page          ? css_variables(dress->theme)
                          : use == Use::white_paper ? dress->theme.palette(dress->mode == "print" ? "print" : "light")
                                                    : dress->picture_palette());
    });
}

Result<void> Press::check_theme() {
    return dress().map([](const Dress*) {});
}

Result<std::string> Press::font_faces(const Theme& theme) const {
    std::string faces;
    for (const auto& face : theme.faces) {
        const auto font = needed(read_file(plots_ / "node_modules" / face.woff2), "press.error.font");
        if (!font) {
            return fail(font.error());
        }
        faces += fmt::format(
            "@font-face {{ font-family: \"{}\"; font-weight: {}; src: url(data:font/woff2;base64,{}) "
            "format(\"woff2\"); }}\n",
            theme.font, face.weight, base64(*font));
    }
    return faces;
}

Result<std::string> Press::page(const Document& document, bool on_paper) {
    const auto dress = this->dress();
    if (!dress) {
        return fail(dress.error());
    }
    const Theme& theme = (*dress)->theme;
    PageParts parts;
    parts.letterhead = {(*dress)->name, (*dress)->logo.href};
    auto fonts = font_faces(theme);
    if (!fonts) {
        return fail(fonts.error());
    }
    const auto style = read_file(plots_ / "page.css");
    if (!style) {
        return fail(style.error());
    }
    parts.fonts = *std::move(fonts);
    parts.style = css_palettes(theme, (*dress)->mode) + *style;
    const auto charts = charts_of(document);
    if (!on_paper && !charts.empty()) {
        const auto libraries = needed(read_files(plots_ / "node_modules", library_files), "press.error.chart_library");
        if (!libraries) {
            return fail(libraries.error());
        }
        for (const auto name : library_files) {
            std::string code = libraries->find(name)->second;
            // A pointer to a source map would make the browser's tools ask for a file that is not there.
            if (const std::size_t map = code.rfind("//# sourceMappingURL="); map != std::string::npos) {
                code.erase(map, code.find('\n', map) - map);
            }
            parts.libraries.push_back(std::move(code));
        }
        for (const char* name : {"frame.js", "page.js"}) {
            auto script = read_file(plots_ / name);
            if (!script) {
                return fail(script.error());
            }
            parts.script += *script;
        }
    }
    for (const auto& [chart, alone] : charts) {
        auto still = renderer_.for_page(*chart, alone ? wide_chart : narrow_chart);
        if (!still && on_paper) {
            return fail(still.error());
        }
        if (!still) {
            // The page draws its charts itself; only readers who do not let it run scripts miss them.
            std::call_once(told_, [&] { tell_({"press.no_stills", {}}); });
            break;
        }
        parts.stills.emplace(chart->id, *std::move(still));
    }
    return write_html(document, wording_, parts);
}

Result<std::string> Press::html(const Document& document) { return page(document, false); }

Result<std::string> Press::pdf(const Document& document) {
    const auto html = page(document, true);
    const auto folder = TemporaryFolder::make();
    if (!html || !folder) {
        return fail(html ? folder.error() : html.error());
    }
    const auto from = folder->path() / "page.html";
    const auto to = folder->path() / "page.pdf";
    if (auto written = write_file(from, *html); !written) {
        return fail(written.error());
    }
    std::vector<std::string> words{"chromium",
                                   "--headless",
                                   "--disable-gpu",
                                   "--disable-background-networking",
                                   "--no-first-run",
                                   "--no-pdf-header-footer",
                                   "--generate-pdf-document-outline",
                                   fmt::format("--user-data-dir={}", (folder->path() / "profile").string()),
                                   fmt::format("--print-to-pdf={}", to.string()),
                                   file_address(from)};
    // Chromium's sandbox refuses to run as root; the page is our own, and asks nobody for anything.
    if (::geteuid() == 0) {
        words.insert(words.begin() + 1, "--no-sandbox");
    }
    return made_by({words}, "press.error.chromium", to).map(made_whenever);
}

Result<std::string> Press::docx(const Document& document) {
    const auto dress = this->dress();
    const auto folder = TemporaryFolder::make();
    if (!dress || !folder) {
        return fail(dress ? folder.error() : dress.error());
    }
    std::string letterhead;
    if (const Logo& logo = (*dress)->logo; !logo.href.empty()) {
        letterhead = fmt::format("![]({}){{height=1.2cm}}\n\n", logo.href);
    }
    if (!(*dress)->name.empty()) {
        letterhead += markdown_words((*dress)->name) + "\n\n";
    }
    std::map<std::string, MarkdownPicture, std::less<>> pictures;
    for (const auto& [chart, alone] : charts_of(document)) {
        const int width = alone ? wide_chart : narrow_chart;
        const auto png = renderer_.for_page(*chart, width).and_then([&](const std::string& svg) {
            return converted(svg, "png", 2);
        });
        if (!png) {
            return fail(png.error());
        }
        const auto file = folder->path() / (chart->id + ".png");
        if (auto written = write_file(file, *png); !written) {
            return fail(written.error());
        }
        // Between the margins of A4 a wide one has 17 cm.
        pictures.emplace(chart->id, MarkdownPicture{chart->id + ".png", 17.0 * width / wide_chart});
    }
    std::map<std::string, std::string, std::less<>> parts;
    for (const auto& [file, name] : word_parts) {
        auto part = read_file(plots_ / "docx" / file);
        if (!part) {
            return fail(part.error());
        }
        parts.emplace(name, *std::move(part));
    }
    const auto styles = folder->path() / "styles.docx";
    if (auto written = write_zip(styles, parts); !written) {
        return fail(written.error());
    }
    const auto from = folder->path() / "text.md";
    const auto to = folder->path() / "text.docx";
    const auto text = letterhead + write_markdown(document, wording_, pictures);
    if (auto written = write_file(from, text); !written) {
        return fail(written.error());
    }
    const auto made =
        made_by({{"pandoc", "--from=markdown_strict+pipe_tables+link_attributes+all_symbols_escapable", "--to=docx",
                  // So narrow that every table has columns in proportion to what they hold.
                  "--columns=20", "--reference-doc=" + styles.string(), "--resource-path=" + folder->path().string(),
                  fmt::format("--metadata=lang:{}", wording_.language() == Language::swedish ? "sv-SE" : "en-GB"),
                  "--output=" + to.string(), from.string()},
                 {no_particular_day}},
                "press.error.pandoc", to);
    if (!made) {
        return made;
    }
    return edit_in_zip(to, "word/document.xml", laid_out_for_pages).and_then([&] {
        return read_file(to, FileKind::made);
    });
}

Result<std::string> Press::converted(const std::string& svg, std::string_view format, double scale) {
    const auto folder = TemporaryFolder::make();
    if (!folder) {
        return fail(folder.error());
    }
    const auto from = folder->path() / "from.svg";
    const auto to = folder->path() / "picture";
    if (auto written = write_file(from, svg); !written) {
        return fail(written.error());
    }
    return made_by({{"rsvg-convert", fmt::format("--format={}", format), fmt::format("--zoom={}", scale),
                     "--output=" + to.string(), from.string()},
                    {"FONTCONFIG_FILE=" + (plots_ / "fonts.conf").string(), no_particular_day}},
                   "press.error.rsvg", to);
}

Result<std::string> Press::picture(const Chart& chart, std::string_view format, int width, double scale,
                                   PictureText text) {
    const auto dress = this->dress();
    if (!dress) {
        return fail(dress.error());
    }
    const Theme& theme = (*dress)->theme;
    // librsvg takes its fonts from fonts.conf; whoever opens an SVG may lack them.
    const bool with_font = format == "svg" && text == PictureText::font;
    auto style = with_font ? font_faces(theme) : Result<std::string>("");
    if (!style) {
        return fail(style.error());
    }
    auto svg =
        renderer_.picture(chart, width, {(*dress)->picture_palette(), theme.font, *std::move(style), (*dress)->logo},
                          format == "svg" && text == PictureText::outline);
    if (!svg || format == "svg") {
        return svg;
    }
    return converted(*svg, format, format == "png" ? scale : 1);
}

}  // namespace skattekrona
