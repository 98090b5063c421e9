#pragma once

#include "core/message.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace skattekrona {

struct HttpResponse {
    int status = 0;
    std::string content_type;
    /// How long the server asks us to wait before the next try, ten minutes at most.
    std::optional<std::chrono::seconds> retry_after;
    std::string body;
};

/// Why no answer came that can be used; `transient` where the same request may well be answered later.
struct NetworkError {
    Message reason;
    bool transient = false;
    std::optional<std::chrono::seconds> retry_after{};
    /// What there is to do about it; without this, what is to be done about any fetch that fails.
    std::optional<Message> advice{};
};

using HttpGet = std::function<tl::expected<HttpResponse, NetworkError>(const std::string& url)>;

/// https to anywhere, or plain http to this very machine; without user name, password, query or fragment.
bool is_safe_base_url(const std::string& url);

/// The most that an answer may hold, decoded: a page of 5 000 rows is one or two megabytes.
inline constexpr std::size_t most_answer_bytes = 16UL * 1024 * 1024;

/// Gets over the network, on a connection that is kept between requests. Certificates are always verified, redirects
/// never followed, and an answer that stalls, lasts too long or grows past `most_answer_bytes` is given up.
/// The environment says which certificates are believed (CURL_CA_BUNDLE or SSL_CERT_FILE, SSL_CERT_DIR) beside or
/// instead of the system's, and through which proxy what leaves the machine goes (https_proxy, HTTPS_PROXY, all_proxy,
/// ALL_PROXY; no_proxy, NO_PROXY).
HttpGet http_get(const std::string& user_agent);

}  // namespace skattekrona
