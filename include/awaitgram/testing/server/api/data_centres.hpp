// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/world/account.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// A data centre of the server, and the port where it listens.
struct data_centre {
    std::int32_t id{};
    std::uint16_t port{};
    /// Whether it is the one for public files.
    bool cdn = false;
};

/// A further address of a data centre, as the configuration for clients names it.
struct announced_address {
    std::int32_t dc{};
    std::string host{};
    std::uint16_t port{};
    bool media_only = false;
};

/// The data centres of the server: the first one is that of its options.
///
/// A server with one data centre is all of them: it takes clients for whichever they ask for.
class data_centres {
public:
    explicit data_centres(const server_options& options)
        : accounts_at_(options.accounts_dc.value_or(options.dc.value_or(default_dc))) {
        all_.push_back({options.dc.value_or(default_dc), 0});
        for (const auto id : options.more_dcs)
            if (find(id) == nullptr)
                all_.push_back({id, 0});
        if (options.cdn_dc && find(*options.cdn_dc) == nullptr)
            all_.push_back({*options.cdn_dc, 0, true});
    }

    [[nodiscard]] const std::vector<data_centre>& all() const noexcept { return all_; }
    [[nodiscard]] std::int32_t first() const noexcept { return all_.front().id; }
    [[nodiscard]] bool several() const noexcept { return all_.size() > 1; }

    [[nodiscard]] const data_centre* find(std::int32_t id) const {
        const auto known = std::find_if(all_.begin(), all_.end(), [id](const data_centre& each) {
            return each.id == id;
        });
        return known == all_.end() ? nullptr : &*known;
    }

    /// The public key of the data centre for public files, as PEM.
    [[nodiscard]] const std::string& cdn_key() const noexcept { return cdn_key_; }
    void set_cdn_key(std::string pem) { cdn_key_ = std::move(pem); }

    void listens_at(std::int32_t id, std::uint16_t port) {
        for (auto& each : all_)
            if (each.id == id)
                each.port = port;
    }

    /// The further addresses of all data centres.
    [[nodiscard]] const std::vector<announced_address>& announced() const noexcept {
        return announced_;
    }
    void announce(announced_address address) { announced_.push_back(std::move(address)); }

    /// The data centre where an account lives; that of new ones for null.
    [[nodiscard]] std::int32_t home_of(const account* user) const {
        return user != nullptr && user->home_dc != 0 ? user->home_dc : accounts_at_;
    }

private:
    std::vector<data_centre> all_;
    std::vector<announced_address> announced_{};
    std::int32_t accounts_at_;
    std::string cdn_key_;
};

} // namespace awaitgram::testing
