// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace awaitgram {

class any_session; // session/any.hpp

} // namespace awaitgram

namespace awaitgram::files {

/// Keeps what is known of uploads that are under way, so that they continue after a restart: see upload_options::resume. One state has some
/// kilobytes at most, and is saved with each part.
class transfer_store {
public:
    transfer_store(const transfer_store&) = delete;
    transfer_store& operator=(const transfer_store&) = delete;
    virtual ~transfer_store() = default;

    /// The state that was saved last under a key, of letters, digits and dashes; nothing when there is none.
    [[nodiscard]] virtual awaitable<std::optional<byte_buffer>> load(std::string key) = 0;
    /// Keeps a state in the place of an earlier one, as a whole or not at all. An exception ends the transfer.
    [[nodiscard]] virtual awaitable<void> save(std::string key, byte_buffer state) = 0;
    /// Does nothing when there is none.
    [[nodiscard]] virtual awaitable<void> remove(std::string key) = 0;

protected:
    transfer_store() = default;
};

/// States in files of a folder, which is made when something is saved: of one account, as what Telegram has stored belongs to one.
///
/// Errors: of its operations: std::system_error when a file cannot be written.
[[nodiscard]] std::unique_ptr<transfer_store> transfers_in_folder(std::filesystem::path folder);

/// States among those that a session keeps for a program, for a day. `session` outlives the store.
///
/// Errors: of its operations: those of the session, such as session_errc::no_states.
[[nodiscard]] std::unique_ptr<transfer_store> transfers_in_session(any_session& session);

} // namespace awaitgram::files
