// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/types/dialog.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// Whether archived chats are among those that are listed.
enum class archived_chats { included, left_out, only };

/// Which chats are listed.
struct dialog_options {
    archived_chats archived = archived_chats::included;
    /// At most that many; 0 for all.
    std::size_t limit = 0;
};
static_assert(std::is_trivially_destructible_v<dialog_options>);

/// The account's chats, latest first, each once, fetched a hundred at a time.
///
/// A chat that gets a message meanwhile moves to the top, so that it may be missing.
///
/// `for (auto dialogs = telegram.dialogs(); const auto dialog = co_await dialogs.next();)`
class dialogs final : public detail::cursor<dialog> {
public:
    /// `account` outlives it and the chats.
    explicit dialogs(const self_info& account, dialog_options options = {})
        : cursor(options.limit), account_(&account), options_(options) {}

private:
    /// Where a page begins.
    struct position {
        std::int32_t date = 0;
        std::int32_t id = 0;
        api::InputPeer peer = api::inputPeerEmpty{};
    };
    struct answered_page;

    awaitable<void> fetch() override;
    template <class Page>
    void read(const std::shared_ptr<peer_map>& peers, const Page& page, answered_page& into) const;
    void take_page(answered_page page, std::int32_t total);
    [[nodiscard]] bool listed(std::int64_t chat) const noexcept;

    const self_info* account_;
    dialog_options options_;
    position next_{};
    /// The chats of all pages so far, sorted.
    std::vector<std::int64_t> listed_{};
};

/// Methods about the account's list of chats.
class dialog_methods : public virtual method_base {
public:
    /// The account's chats, latest first: `dialogs({.archived = archived_chats::left_out})`.
    ///
    /// Raw method: messages.getDialogs (users).
    /// Errors:     of `next`: rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] awaitgram::dialogs dialogs(dialog_options options = {}) const {
        return awaitgram::dialogs{account(), options};
    }

protected:
    dialog_methods() = default;
    ~dialog_methods() = default;
};

} // namespace awaitgram
