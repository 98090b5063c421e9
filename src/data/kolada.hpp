#pragma once

#include "data/http.hpp"
#include "data/store.hpp"
#include "figures/published.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skattekrona {

inline constexpr std::string_view kolada_base_url = "https://api.kolada.se/v3";

/// What is asked of Kolada's API v3.
struct KoladaQuery {
    std::string base_url = std::string(kolada_base_url);
    std::vector<std::string> kpis;
    /// None is all of them.
    std::vector<MunicipalityId> municipalities;
    std::vector<Year> years;
    /// Only what has changed since that day, YYYY-MM-DD; empty is everything.
    std::string since;
};

/// A day that exists, written YYYY-MM-DD.
std::optional<std::chrono::sys_days> parse_day(std::string_view text);

/// The query's requests, each what follows the base address: at most 25 ids in a segment, 5 000 rows a page.
std::vector<std::string> metadata_requests(const KoladaQuery& query);
std::vector<std::string> data_requests(const KoladaQuery& query);

/// When a KPI's figures of one year are fixed; YYYY-MM-DD.
struct Publication {
    Year year;
    std::string fixed;
};
using Publications = std::map<std::string, Publication, std::less<>>;

/// Published but not yet fixed. Without a publication the calendar says it: Kolada's figures of last year are
/// preliminary from April until 31 August.
bool is_preliminary(Year year, const Publication* publication, std::string_view today);

/// Values that cannot be taken for figures: the finding's key and what was found → how many.
using Faults = std::map<std::pair<std::string, std::string>, std::size_t>;

/// One page of figures.
struct KoladaPage {
    std::vector<PublishedValue> values;
    Faults faults;
    /// The request for the page after this one.
    std::optional<std::string> next;
    std::string sha256;
};

/// What an answer says, or why it is none of Kolada's. `request` is what it answers. A next page is only gone on to
/// where it is of the same request at the same address.
tl::expected<KoladaPage, NetworkError> parse_data_page(std::string_view body, const std::string& base_url,
                                                       const std::string& request, const Publications& publications,
                                                       std::string_view today);
tl::expected<Publications, NetworkError> parse_metadata(std::string_view body);

/// What a fetch needs of the world around it.
struct Surroundings {
    HttpGet get;
    std::function<void(std::chrono::milliseconds)> pause;
    /// A number from 0 up to 1.
    std::function<double()> random;
    /// Called where an earlier fetch is gone on with, which had that many answers.
    std::function<void(std::size_t)> resumed;
    /// Requests answered, of how many known so far.
    std::function<void(std::size_t, std::size_t)> progress;
    /// YYYY-MM-DDThh:mm:ssZ.
    std::string now;
};

/// Everything that was asked for, and the fetch in the store whose pages it is.
struct Fetched {
    Delivery delivery;
    std::vector<Finding> findings;
    int fetch = 0;
};

/// Asks Kolada, at most five times a second, and keeps each answer in the store, so that a fetch that was cut off
/// the same day (UTC) goes on where it stopped. Transient errors are tried again, five times in all, with a
/// growing and random wait or the one that the server asks for. Failure::source_unavailable where an answer fails to
/// come or has nothing in it at all.
Result<Fetched> fetch_from_kolada(const KoladaQuery& query, Store& store, const Surroundings& around);

}  // namespace skattekrona
