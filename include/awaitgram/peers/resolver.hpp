// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/single_flight.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/peers/chat_migrated.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/detail/migrations.hpp>
#include <awaitgram/peers/message_references.hpp>
#include <awaitgram/peers/name_cache.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/session/any.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

/// Finds out how requests address a chat: from what came along lately, from the session, from names that are known, and at last by
/// asking Telegram.
///
/// Names that several coroutines ask for at the same time are one request, and so are ids. It lives on one executor.
class peer_resolver {
public:
    /// All of them outlive this and its coroutines.
    peer_resolver(rpc::invoker& calls, any_session& session, peer_cache& recent) noexcept
        : calls_(&calls), session_(&session), recent_(&recent) {}
    peer_resolver(const peer_resolver&) = delete;
    peer_resolver& operator=(const peer_resolver&) = delete;

    /// The account that asks; 0 for none. Another one than before knows no names.
    void set_account(std::int64_t id, bool is_bot);

    /// How requests address a chat.
    ///
    /// Errors:  peer_error when the chat cannot be reached; rpc_error when Telegram refuses to answer, as with FLOOD_WAIT;
    ///          std::system_error when the link breaks.
    /// Cancels: others that wait for the same answer ask again.
    [[nodiscard]] awaitable<resolved_chat> resolve(chat_query asked);

    /// The same for a chat that came along lately, without waiting; nothing for others.
    [[nodiscard]] std::optional<resolved_chat> resolve_at_once(peer_id id) const {
        return migrated_.find(id) == nullptr ? find_recent(id) : std::nullopt;
    }

    /// Called once for each group that a request would have gone to after it became a supergroup.
    void on_migrated(unique_function<void(const chat_migrated&)> hook) {
        on_migrated_ = std::move(hook);
    }

    /// Notes the names of a user or channel.
    void learn(const api::user& seen);
    void learn(const api::channel& seen);
    /// Notes that a group became a supergroup.
    void learn(const api::chat& seen);
    /// Notes the peers that a message shows and whose access hash is not known: by the message, requests can address them. The peers
    /// that came along with it were noted before.
    void learn(const api::message& seen);
    void learn(const api::messageService& seen);

    /// Whether it has told how to address a peer by a message, so that refusals are to be told, see `refused`.
    [[nodiscard]] bool has_lent() const noexcept { return !lent_.empty(); }
    /// A request was refused. When that says that a message is gone by which the request addressed a peer, the message is forgotten.
    void refused(const rpc::request& sent, const rpc_error& refusal);

private:
    /// Ids that are asked for together.
    struct batch {
        gate done{};
        std::vector<peer_id> ids{};
        std::exception_ptr error{};
        bool given_up = false;
    };
    using found = std::optional<resolved_chat>;

    [[nodiscard]] awaitable<resolved_chat> resolve_text(std::string text);
    [[nodiscard]] awaitable<resolved_chat> resolve_number(std::int64_t dialog);
    [[nodiscard]] awaitable<resolved_chat> resolve_group(peer_id id);
    [[nodiscard]] awaitable<resolved_chat> resolve_name(std::string name);
    [[nodiscard]] awaitable<resolved_chat> resolve_invite(std::string hash);
    [[nodiscard]] awaitable<resolved_chat> ask_name(std::string name);
    [[nodiscard]] awaitable<resolved_chat> ask_invite(std::string hash);
    [[nodiscard]] awaitable<found> find_known(peer_id id);
    [[nodiscard]] awaitable<void> refuse_unknown(peer_id id);
    [[nodiscard]] awaitable<std::string> shown_number(std::int64_t dialog);

    [[nodiscard]] awaitable<void> fetch(peer_id id);
    [[nodiscard]] awaitable<void> fetch_all(std::shared_ptr<batch> asked, peer_kind kind);
    [[nodiscard]] awaitable<bool> fetch_some(peer_kind kind, std::vector<peer_id> ids);
    [[nodiscard]] awaitable<void> read_dialogs();
    [[nodiscard]] awaitable<bool> read_dialog_pages();

    [[nodiscard]] found find_recent(peer_id id) const;
    [[nodiscard]] std::optional<peer_id> followed(peer_id group);
    void keep(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats);
    void note_shown(std::int64_t dialog, const message_reference& where);
    template <class Peer>
    void note_names(peer_id id, const Peer& peer);

    rpc::invoker* calls_;
    any_session* session_;
    peer_cache* recent_;
    std::int64_t self_ = 0;
    bool is_bot_ = false;
    bool dialogs_read_ = false;
    name_cache names_{};
    message_references references_{};
    /// The messages by which requests were told to address peers.
    std::map<peer_id, std::int32_t> lent_{};
    detail::migrations migrated_{};
    unique_function<void(const chat_migrated&)> on_migrated_{};
    single_flight<resolved_chat> flights_{};
    single_flight<bool> passes_{};
    std::map<peer_kind, std::shared_ptr<batch>> batches_{};
    std::vector<std::string_view> name_list_{};
};

} // namespace awaitgram
