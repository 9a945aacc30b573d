// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// A key exchange under way, or complete and kept for repeated requests.
struct pending_exchange {
    enum class step { pq_sent, parameters_sent, finished, failed };

    /// A request and its reply, for clients that send the request again.
    struct remembered_step {
        byte_buffer request;
        byte_buffer reply;
    };

    mtproto::detail::nonce128 server_nonce{};
    std::uint32_t p{};
    std::uint32_t q{};
    mtproto::detail::nonce256 new_nonce{};
    std::array<std::uint8_t, 256> a{};
    std::int64_t retry_id{};
    std::int32_t expires_in{};
    std::int32_t dc{};
    step at = step::pq_sent;
    std::vector<remembered_step> steps{};

    pending_exchange() = default;
    pending_exchange(const pending_exchange&) = delete;
    pending_exchange& operator=(const pending_exchange&) = delete;
    ~pending_exchange() { wipe_secrets(); }

    void wipe_secrets() {
        crypto::wipe(new_nonce);
        crypto::wipe(a);
    }
};

/// The exchanges of the last ten minutes by the client's nonce, a limited number of them.
class exchange_table {
public:
    static constexpr std::size_t capacity = 4096;
    static constexpr std::chrono::minutes lifetime{10};

    [[nodiscard]] std::size_t size() const noexcept { return exchanges_.size(); }

    [[nodiscard]] pending_exchange* find(const mtproto::detail::nonce128& nonce) {
        const auto known = exchanges_.find(nonce);
        return known == exchanges_.end() ? nullptr : &known->second;
    }

    /// Adds an exchange for a nonce that has none; the oldest one is forgotten when there are too many.
    pending_exchange& add(const mtproto::detail::nonce128& nonce, time_point now) {
        if (exchanges_.size() >= capacity)
            forget_oldest();
        by_age_.emplace_back(now, nonce);
        return exchanges_[nonce];
    }

    void forget_old(time_point now) {
        while (!by_age_.empty() && now - by_age_.front().first > lifetime)
            forget_oldest();
    }

private:
    void forget_oldest() {
        exchanges_.erase(by_age_.front().second);
        by_age_.pop_front();
    }

    std::map<mtproto::detail::nonce128, pending_exchange> exchanges_;
    std::deque<std::pair<time_point, mtproto::detail::nonce128>> by_age_;
};

} // namespace awaitgram::testing
