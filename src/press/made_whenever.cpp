#include "press/made_whenever.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <string_view>
#include <vector>

namespace skattekrona {

namespace {

constexpr std::string_view heading_name = "(node";
constexpr std::size_t digits = 8;

/// Where the numbers of such names stand.
std::vector<std::size_t> heading_numbers(const std::string& pdf) {
    std::vector<std::size_t> places;
    for (std::size_t at = pdf.find(heading_name); at != std::string::npos; at = pdf.find(heading_name, at + 1)) {
        const std::size_t number = at + heading_name.size();
        const std::size_t end = pdf.find_first_not_of("0123456789", number);
        if (end == number + digits && pdf[end] == ')') {
            places.push_back(number);
        }
    }
    return places;
}

std::string numbered(std::size_t n) { return fmt::format("{:0{}}", n, digits); }

/// The list by which headings are looked up is in the order of their names.
void sort_names(std::string& pdf, std::size_t from, std::size_t to) {
    std::vector<std::string> entries;
    for (std::size_t at = from; at < to;) {
        const std::size_t next = std::min(pdf.find(heading_name, at + 1), to);
        entries.push_back(pdf.substr(at, next - at));
        entries.back().erase(entries.back().find_last_not_of(" \n") + 1);
        at = next;
    }
    std::ranges::sort(entries);
    const std::string sorted = fmt::format("{}", fmt::join(entries, " "));
    pdf.replace(from, sorted.size(), sorted);
}

/// The names that Chromium gives the headings of tables, for the cells under them: numbers that it has counted for
/// other things as well, more of them in one run than in another, and not always in the same order. They become 1, 2, 3
/// as they first stand in the page.
void number_anew(std::string& pdf) {
    constexpr std::string_view limits = "/Limits [(node";
    constexpr std::string_view names = "/Names [";
    const std::size_t tree = std::min(pdf.find(limits), pdf.size());
    std::map<std::string, std::string> own;
    const std::vector<std::size_t> places = heading_numbers(pdf);
    for (const std::size_t at : places) {
        if (at < tree) {
            own.try_emplace(pdf.substr(at, digits), numbered(own.size() + 1));
        }
    }
    for (const std::size_t at : places) {
        if (const auto found = own.find(pdf.substr(at, digits)); found != own.end()) {
            pdf.replace(at, digits, found->second);
        }
    }
    const std::size_t list = pdf.find(names, tree);
    if (list == std::string::npos) {
        return;
    }
    sort_names(pdf, list + names.size(), pdf.find(']', list));
    const std::size_t first = tree + limits.size();
    pdf.replace(first, digits, numbered(1));
    pdf.replace(pdf.find(heading_name, first) + heading_name.size(), digits, numbered(own.size()));
}

}  // namespace

std::string made_whenever(std::string pdf) {
    for (const std::string_view name : {"/CreationDate (", "/ModDate ("}) {
        const std::size_t from = pdf.find(name);
        const std::size_t to = from == std::string::npos ? from : pdf.find(')', from);
        if (to != std::string::npos) {
            std::fill(pdf.begin() + static_cast<std::ptrdiff_t>(from),
                      pdf.begin() + static_cast<std::ptrdiff_t>(to) + 1, ' ');
        }
    }
    number_anew(pdf);
    return pdf;
}

}  // namespace skattekrona
