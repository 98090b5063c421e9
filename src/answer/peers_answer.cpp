#include "answer/peers_answer.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace skattekrona {

namespace {

const Likeness* likeness_of(const LikenessTable& table, std::size_t municipality) {
    const auto found = std::ranges::find(table.others, municipality, &Likeness::municipality);
    return found == table.others.end() ? nullptr : &*found;
}

/// A variable's part in a distance.
struct Driver {
    const PeerVariable* variable;
    double share;
    double difference;
};

/// The variables that make up most of a distance, largest first.
std::vector<Driver> drivers(const Definitions& definitions, const LikenessTable& table, const Likeness& like) {
    std::vector<Driver> sorted;
    for (std::size_t v = 0; v < table.variables.size(); ++v) {
        sorted.push_back({&definitions.peer_variables[table.variables[v]], like.shares[v], like.differences[v]});
    }
    std::ranges::stable_sort(sorted, std::greater<>(), &Driver::share);
    return sorted;
}

}  // namespace

std::string peers_lead(const AnswerContext& context, const PoolChoice& pool, std::string_view area,
                       std::size_t members) {
    const auto& words = context.wording;
    std::string lead =
        words({"answer.peers.lead", {{"n", count(members)}, {"pool", words(pool_words(pool, context.figures.panel))}}});
    const auto& vintages = context.figures.groups.similar_vintage;
    if (const auto vintage = vintages.find(area); pool.kind == PoolChoice::Kind::similar && vintage != vintages.end()) {
        lead += " " + words({"answer.peers.vintage", {{"year", vintage->second}}});
    }
    return lead;
}

Answer peers_answer(const AnswerContext& given, std::size_t municipality, std::string_view area, Year year,
                    const PoolChoice& pool, const std::vector<std::size_t>& members, const LikenessTable& table) {
    const AnswerContext context = given.resting_on({{}, year, year, municipality});
    const auto& words = context.wording;
    const auto municipalities = context.figures.panel.municipalities();
    const Municipality& self = municipalities[municipality];
    // A nearest pool reads best nearest first; every pool gets its distances, so that choices can be compared.
    std::vector<std::size_t> ordered = members;
    std::ranges::stable_sort(ordered, {}, [&](std::size_t member) {
        const Likeness* like = likeness_of(table, member);
        return like == nullptr ? std::numeric_limits<double>::infinity() : like->distance;
    });

    Table list{"",
               {{"municipality", words("answer.column.municipality"), "", true},
                {"name", words("plot.column.name"), "", true},
                {"county", words("answer.column.county"), "", true},
                {"distance", words("answer.column.distance"), ""},
                {"order", words("plot.column.order"), ""},
                {"drivers", words("answer.column.drivers"), "", true}}};
    Json rows = Json::list();
    for (const std::size_t member : ordered) {
        const Municipality& other = municipalities[member];
        const Likeness* like = likeness_of(table, member);
        std::vector<Cell> row{std::string(other.id.view()), other.name, other.county};
        Json json = municipality_json(other);
        if (like == nullptr) {
            row.insert(row.end(), {Cell{}, Cell{}, words("answer.peers.unknown_distance")});
            json["distance"] = nullptr;
        } else {
            std::string driven;
            Json shares = Json::object();
            Json differences = Json::object();
            for (const auto& [variable, share, difference] : drivers(context.definitions, table, *like)) {
                shares[variable->id] = share;
                differences[variable->id] = difference;
                if (shares.size() <= 3 && share >= 0.05) {
                    driven += words({difference > 0 ? "answer.peers.driver_more" : "answer.peers.driver_less",
                                     {{"separator", std::string(driven.empty() ? "" : ", ")},
                                      {"variable", variable->title},
                                      {"share", Number{100 * share}}}});
                }
            }
            const auto order = static_cast<double>(like - table.others.data()) + 1;
            row.insert(row.end(), {Number{like->distance, 2}, Number{order}, driven});
            json["distance"] = like->distance;
            json["order"] = order;
            json["shares"] = std::move(shares);
            json["differences"] = std::move(differences);
        }
        list.rows.push_back(std::move(row));
        rows.push_back(std::move(json));
    }

    Table variables{words("answer.peers.variables"),
                    {{"variable", words("answer.column.variable"), "", true},
                     {"unit", words("answer.column.unit"), "", true},
                     {"weight", words("answer.column.weight"), ""},
                     {"year", words("plot.column.year"), ""},
                     {"source", words("answer.column.source"), "", true}}};
    Json used = Json::list();
    for (std::size_t v = 0; v < table.variables.size(); ++v) {
        const PeerVariable& variable = context.definitions.peer_variables[table.variables[v]];
        double weight = 0;
        for (const auto& [id, value] : context.definitions.weights(area)->weights) {
            weight = id == variable.id ? value : weight;
        }
        variables.rows.push_back(
            {words(variable.title), words(variable.unit), Number{weight, 1}, table.years[v], variable.source});
        used.push_back({{"id", variable.id}, {"weight", weight}, {"year", table.years[v].value}});
        if (table.years[v] != year) {
            variables.notes.push_back(
                words({"answer.peers.other_year",
                       {{"variable", variable.title}, {"year", table.years[v]}, {"wanted", year}}}));
        }
    }
    if (!table.left_out.empty()) {
        std::vector<Text> names;
        for (const std::size_t index : table.left_out) {
            names.push_back({municipalities[index].name, municipalities[index].name});
        }
        variables.notes.push_back(words({"answer.peers.left_out", {{"names", names}}}));
    }

    Answer answer =
        titled(words,
               words({"answer.peers.title",
                      {{"municipality", self.name}, {"area", context.definitions.title(area)}, {"year", year}}}),
               {municipality, year});
    answer.document.data = list;
    answer.document.source = source_words(context);
    answer.document.blocks = {Paragraph{peers_lead(context, pool, area, members.size()), true}, std::move(list),
                              std::move(variables), Paragraph{words("answer.method.likeness")},
                              Paragraph{answer.document.source}};
    answer.json = {{"schema", "skattekrona.peers/1"},
                   {"municipality", municipality_json(self)},
                   {"area", area},
                   {"year", year.value},
                   {"pool", to_string(pool)},
                   {"members", std::move(rows)},
                   {"variables", std::move(used)}};
    trace(answer, words,
          context.by(fmt::format("skattekrona peers {} --area {} --year {} --pool {}", self.id.view(), area, year.value,
                                 to_string(pool))),
          {});
    return answer;
}

}  // namespace skattekrona
