#pragma once

#include "core/catalogue.hpp"
#include "document/document.hpp"
#include "press/renderer.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace skattekrona {

/// How wide in pixels, and how sharp, a picture is where nobody says.
inline constexpr int usual_width = 720;
inline constexpr double usual_scale = 2;

/// The text of an SVG: as shapes, which look the same in every program, or as text with its font in the file.
enum class PictureText { outline, font };

/// Makes pages and pictures of documents and charts, with the theme, the chart libraries and other people's programs.
class Press {
public:
    /// `plots`: the folder with the specifications, the page's dress and node_modules. `theme`: light, dark, print, or
    /// a municipality's theme file; empty is light, and in pages what the reader's computer has. `tell`: a remark to
    /// the user.
    Press(std::filesystem::path plots, Wording wording, std::string theme, std::function<void(const Message&)> tell);

    /// What charts are to be part of: a page decides their colours when it is shown, a picture has them, and on white
    /// paper dark ones would be a hole.
    enum class Use { page, picture, white_paper };
    Result<ChartTemplates> templates(Use use);
    /// What is wrong with the theme.
    Result<void> check_theme();

    /// One file that needs nothing else. Charts stand in it as pictures too where Node is there.
    Result<std::string> html(const Document& document);
    /// The page on paper, by headless Chromium.
    Result<std::string> pdf(const Document& document);
    /// By pandoc.
    Result<std::string> docx(const Document& document);
    /// `format`: svg, png or pdf; `width` of the chart in pixels, before `scale`.
    Result<std::string> picture(const Chart& chart, std::string_view format, int width, double scale, PictureText text);

private:
    struct Dress {
        Theme theme;
        /// Empty: as the reader's computer has it.
        std::string mode;
        ShownText name;
        Logo logo;
        ChartTemplates templates;

        Palette picture_palette() const { return theme.palette(mode.empty() ? "light" : mode); }
    };
    /// Read once.
    Result<const Dress*> dress();
    Result<Dress> read_dress();
    Result<std::string> page(const Document& document, bool on_paper);
    /// @font-face rules that hold the theme's font.
    Result<std::string> font_faces(const Theme& theme) const;
    /// A picture of an SVG by librsvg; the same bytes whenever it is made.
    Result<std::string> converted(const std::string& svg, std::string_view format, double scale);

    std::filesystem::path plots_;
    Wording wording_;
    std::string theme_;
    std::function<void(const Message&)> tell_;
    Renderer renderer_;
    std::mutex reading_;
    std::optional<Result<Dress>> dress_;
    std::once_flag told_;
};

}  // namespace skattekrona
