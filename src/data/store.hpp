#pragma once

#include "figures/published.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// A fetch that has not come to its end: what is left to ask for. No reader sees its pages before they are stored.
struct OpenFetch {
    int id = 0;
    /// Requests answered already, by an earlier run that was cut off.
    std::size_t done = 0;
    std::vector<std::string> left;
};

/// Whether there is a store to open; also where it cannot be opened.
bool store_exists(const std::filesystem::path& file);

/// Published and own figures with their history, in one SQLite file that is whole at every moment: each change is one
/// transaction. One process writes at a time; readers are never held up. What is read has a checksum, so that damage to
/// it is Failure::invalid_input wherever it is read.
class Store {
public:
    /// An existing store, for reading; nothing where there is none. Works where nothing may be written, and leaves
    /// nothing there.
    static Result<std::optional<Store>> open(const std::filesystem::path& file);
    /// Opens, makes or migrates a store for writing. Where another process writes, `waiting` is called once and the
    /// other is waited for, half a minute at most; then Failure::source_unavailable.
    static Result<Store> open_for_writing(const std::filesystem::path& file, const std::function<void()>& waiting);

    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    Result<std::vector<Run>> runs() const;
    /// The figures of `series` as they stand now, without division by gender: published ones where those are wanted,
    /// then those of `label` unless that is empty. In order of series, published or own, municipality and year.
    Result<std::vector<StoredValue>> values(const std::set<std::string>& series, bool published,
                                            std::string_view label) const;
    /// What is different after run `to` from after run `from`; 0 is the empty store.
    Result<std::vector<Change>> changes(int from, int to) const;
    /// Labels of own figures.
    Result<std::vector<std::string>> labels() const;

    /// Whether answers are to be made from the store rather than from the embedded figures.
    Result<bool> in_use() const;
    Result<void> use(bool store);

    /// Takes in a delivery as one run; a figure that is replaced goes to the history. The first published figures make
    /// the store what answers are made from. With `fetch`, its pages go at the same time. `now` is
    /// YYYY-MM-DDThh:mm:ssZ.
    Result<Run> add(const Delivery& delivery, std::string_view now, std::optional<int> fetch = std::nullopt);

    /// Goes on with an unfinished fetch of the same `question` begun at `resumable_from` or later, otherwise begins
    /// one anew with these requests. A request whose pages were cut off is asked for anew from its first.
    Result<OpenFetch> begin_fetch(std::string_view question, std::span<const std::string> requests,
                                  std::string_view now, std::string_view resumable_from);
    /// Keeps one answer: its values, and that `next` is to be asked for instead of `request`.
    Result<void> keep_page(int fetch, std::string_view request, std::span<const PublishedValue> values,
                           std::string_view sha256, const std::optional<std::string>& next);
    /// All values that the fetch has kept, in the order of its requests, and the hash of their answers.
    Result<Delivery> fetched(int fetch) const;
    /// Drops what a fetch has kept, so that its question is asked anew.
    Result<void> forget_fetch(int fetch);

    /// Gives what has been stored its place in the file. False where the disk has no room for it: it then stands in
    /// the log beside the file, as safely, until the next that is stored.
    Result<bool> settle();

    /// Everything: SQLite's own check of the file, and each checksum. The number of rows that have one;
    /// Failure::invalid_input where the file is damaged.
    Result<std::size_t> check_whole() const;

private:
    struct Opened;
    explicit Store(std::unique_ptr<Opened> opened);

    std::unique_ptr<Opened> opened_;
};

}  // namespace skattekrona
