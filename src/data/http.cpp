#include "data/http.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <curl/curl.h>
#include <memory>
#include <new>

namespace skattekrona {

namespace {

// A page of 5 000 rows is one or two megabytes.
constexpr std::size_t most_answer_bytes = 16UL * 1024 * 1024;

/// One part of an address; empty where it has none, or where the address cannot be read at all.
std::string part_of(const std::string& url, CURLUPart part) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
    char* text = nullptr;
    if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
        curl_url_get(parsed.get(), part, &text, 0) != CURLUE_OK) {
        return "";
    }
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
    return text;
}

bool is_this_machine(const std::string& url) {
    const std::string host = part_of(url, CURLUPART_HOST);
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

struct Body {
    std::string bytes;
    bool too_large = false;
};

std::size_t append(const char* bytes, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<Body*>(into);
    body.too_large = body.bytes.size() + size * count > most_answer_bytes;
    if (body.too_large) {
        return 0;
    }
    body.bytes.append(bytes, size * count);
    return size * count;
}

NetworkError explain(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return {{"data.network.no_host", {}}, true};
        case CURLE_COULDNT_CONNECT:
            return {{"data.network.no_connection", {}}, true};
        case CURLE_OPERATION_TIMEDOUT:
            return {{"data.network.timeout", {}}, true};
        case CURLE_PARTIAL_FILE:
        case CURLE_GOT_NOTHING:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
        case CURLE_BAD_CONTENT_ENCODING:
            return {{"data.network.cut", {}}, true};
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
            return {{"data.network.certificate", {}}, false};
        default:
            return {{"data.network.other", {{"reason", std::string(curl_easy_strerror(code))}}}, false};
    }
}

class Connection {
public:
    explicit Connection(const std::string& user_agent) : handle_(curl_easy_init(), curl_easy_cleanup) {
        if (handle_ == nullptr) {
            throw std::bad_alloc();
        }
        set(CURLOPT_USERAGENT, user_agent.c_str());
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_ACCEPT_ENCODING, "gzip");
        set(CURLOPT_CONNECTTIMEOUT, 10L);
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, 30L);
        set(CURLOPT_TIMEOUT, 120L);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_WRITEFUNCTION, append);
    }

    tl::expected<HttpResponse, NetworkError> get(const std::string& url) {
        const bool here = is_this_machine(url);
        Body body;
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, here ? "http,https" : "https");
        // A proxy is for what leaves the machine; null lets the environment say which.
        set(CURLOPT_PROXY, here ? "" : static_cast<const char*>(nullptr));
        set(CURLOPT_WRITEDATA, &body);
        const CURLcode code = curl_easy_perform(handle_.get());
        if (body.too_large) {
            return tl::unexpected(NetworkError{{"data.network.too_large", {}}, false});
        }
        if (code != CURLE_OK) {
            return tl::unexpected(explain(code));
        }
        if (const char* elsewhere = info<char*>(CURLINFO_REDIRECT_URL); elsewhere != nullptr) {
            return tl::unexpected(NetworkError{{"data.network.redirect", {{"where", printable(elsewhere)}}}, false});
        }
        HttpResponse response;
        response.status = static_cast<int>(info<long>(CURLINFO_RESPONSE_CODE));
        if (const char* type = info<char*>(CURLINFO_CONTENT_TYPE); type != nullptr) {
            response.content_type = type;
        }
        if (const std::chrono::seconds wait(info<curl_off_t>(CURLINFO_RETRY_AFTER)); wait.count() > 0) {
            response.retry_after = wait;
        }
        response.body = std::move(body.bytes);
        return response;
    }

private:
    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(handle_.get(), option, value);
    }

    template <class Value>
    Value info(CURLINFO which) const {
        Value value{};
        curl_easy_getinfo(handle_.get(), which, &value);
        return value;
    }

    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
};

}  // namespace

bool is_safe_base_url(const std::string& url) {
    const std::string scheme = part_of(url, CURLUPART_SCHEME);
    for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
        if (!part_of(url, part).empty()) {
            return false;
        }
    }
    return scheme == "https" || (scheme == "http" && is_this_machine(url));
}

HttpGet http_get(const std::string& user_agent) {
    return [connection = std::make_shared<Connection>(user_agent)](const std::string& url) {
        return connection->get(url);
    };
}

}  // namespace skattekrona
