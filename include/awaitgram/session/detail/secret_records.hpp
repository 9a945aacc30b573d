// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/session/stored.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::detail {

/// Records that are wiped when destroyed: they contain keys.
struct secret_records {
    session_records records{};

    secret_records() = default;
    explicit secret_records(session_records from) : records(std::move(from)) {}
    secret_records(const secret_records&) = delete;
    secret_records& operator=(const secret_records&) = delete;
    ~secret_records() {
        for (auto& [name, text] : records)
            wipe(text);
    }

    static void wipe(std::string& text) {
        crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    }
};

} // namespace awaitgram::detail
