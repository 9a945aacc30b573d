// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/seen_message.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/testing/server/world/chat.hpp>
#include <awaitgram/testing/server/world/numbering.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Acts as accounts of a data centre without a client. Refusals are sentences.
class player {
public:
    /// `machine` must outlive the player.
    player(telegram& machine, time_point now) : machine_(machine), now_(now) {}

    /// Writes a message and returns its id in the mailbox of its writer.
    [[nodiscard]] result<std::int32_t, std::string> write(
        std::int64_t from,
        std::int64_t to,
        std::string_view text,
        std::int32_t reply_to = 0,
        bool silent = false
    );

    /// Makes any call as an account, with the rights that it has.
    template <tl::function Method>
    [[nodiscard]] result<typename Method::tl_result, std::string>
    call(std::int64_t account_id, const Method& method) {
        if (machine_.accounts().find(account_id) == nullptr)
            return no_account(account_id);
        auto reply = machine_.call_as(account_id, tl::frame{tl::encoded(method)}, now_);
        if (!reply)
            return problem(std::to_string(reply.error().code) + ' ' + reply.error().name);
        const auto decoded = tl::decode<typename Method::tl_result>(tl::frame{std::move(*reply)});
        if (!decoded)
            return problem("the answer cannot be decoded");
        return decoded->owned();
    }

    /// Pushes an update of any kind to an account, with the next number of its sequence; `peers` are the users, groups and channels
    /// that go with it, as dialog ids. One that belongs to a channel goes to all members.
    void push(
        std::int64_t account_id,
        const api::Update& update,
        const std::vector<std::int64_t>& peers = {},
        container_number container = container_number::none
    );

    /// Creates a basic group, a supergroup or a broadcast channel, and returns its dialog id; bots become admins of channels.
    [[nodiscard]] result<std::int64_t, std::string> create_chat(
        chat_kind kind,
        std::int64_t creator,
        std::string_view title,
        const std::vector<std::int64_t>& members = {}
    );

    /// Writes a message to a chat of any kind and returns its id as the writer numbers it.
    [[nodiscard]] result<std::int32_t, std::string> post(
        std::int64_t from,
        std::int64_t dialog,
        std::string_view text,
        std::int32_t reply_to = 0,
        bool silent = false
    );

    /// Changes the text of a message that the account may edit; nothing, or the refusal.
    [[nodiscard]] result<std::int32_t, std::string> edit(
        std::int64_t account_id, std::int64_t dialog, std::int32_t message_id, std::string_view text
    );

    /// Removes messages of a chat for all who have them; returns how many.
    [[nodiscard]] result<std::int32_t, std::string>
    erase(std::int64_t account_id, std::int64_t dialog, const std::vector<std::int32_t>& ids);

    /// The inputs by which an account names a chat; its access hashes are those of that account.
    [[nodiscard]] result<api::InputPeer, std::string>
    peer_for(std::int64_t account_id, std::int64_t dialog) const;
    [[nodiscard]] api::InputChannel channel_for(std::int64_t account_id, std::int64_t dialog) const;
    [[nodiscard]] api::InputUser user_for(std::int64_t account_id, std::int64_t user_id) const;

    /// Makes an account an admin with all rights.
    void promote(std::int64_t dialog, std::int64_t account_id);

    /// Marks the messages of a chat as read, up to one of them.
    void read(std::int64_t reader, std::int64_t with, std::int32_t message_id);

    /// Presses the button with this text below a message that a user sees. A button of a keyboard writes its text.
    ///
    /// Returns the id of the query that the bot is to answer; 0 for a button that has written its text.
    [[nodiscard]] result<std::int64_t, std::string>
    press(std::int64_t user_id, std::int32_t message_id, std::string_view button);
    /// As the other, in a chat of any kind; 0 for the private chats and basic groups of the user.
    [[nodiscard]] result<std::int64_t, std::string> press(
        std::int64_t user_id, std::int64_t dialog, std::int32_t message_id, std::string_view button
    );

    /// Presses a button with these data below a message that a user sees; returns the id of the query that the bot is to answer.
    [[nodiscard]] result<std::int64_t, std::string> press_data(
        std::int64_t user_id, std::int64_t dialog, std::int32_t message_id, std::string_view data
    );

    /// What has come of pressing a button.
    [[nodiscard]] press_result press_outcome(std::int64_t query) const;

    /// A message as an account of the test sees it, which has it.
    [[nodiscard]] seen_message
    seen_by(std::int64_t account_id, std::int64_t dialog, std::int32_t message_id) const;

    /// The outcome of an action that returns nothing else.
    using done = result<bool, std::string>;

    /// Replaces the reaction of an account to a message; an empty one takes it back.
    [[nodiscard]] done react(
        std::int64_t account_id,
        std::int64_t dialog,
        std::int32_t message_id,
        std::string_view emoji
    );
    /// Forwards a message and returns the id of the new one.
    [[nodiscard]] result<std::int32_t, std::string>
    forward(std::int64_t account_id, std::int64_t from, std::int32_t message_id, std::int64_t to);
    /// Pins a message for all.
    [[nodiscard]] done pin(std::int64_t account_id, std::int64_t dialog, std::int32_t message_id);
    /// Becomes a member of a group or channel, as if by its username.
    [[nodiscard]] done join(std::int64_t account_id, std::int64_t dialog);
    [[nodiscard]] done leave(std::int64_t account_id, std::int64_t dialog);
    /// Asks to become a member, by a link of the creator that needs the consent of an admin.
    [[nodiscard]] done ask_to_join(std::int64_t account_id, std::int64_t dialog);
    /// Becomes a member by a link, or asks to where an admin decides.
    [[nodiscard]] done join_by(std::int64_t account_id, std::string_view link);
    /// Replaces the username of an account; an empty one removes it.
    [[nodiscard]] done take_username(std::int64_t account_id, std::string_view name);
    /// Accepts the sign-in of a client that shows this address as a QR code.
    [[nodiscard]] done scan(std::int64_t account_id, std::string_view address);
    /// Blocks an account or lets it write again; a bot is told that it was stopped or started.
    [[nodiscard]] done block(std::int64_t account_id, std::int64_t other, bool blocked = true);
    /// Shows in a chat that the account types.
    [[nodiscard]] done type(std::int64_t account_id, std::int64_t dialog);
    /// Comes online or goes offline.
    [[nodiscard]] done show_online(std::int64_t account_id, bool online);
    /// Sends a query to an inline bot and returns its id; `dialog` is the chat in which the user writes it, or 0.
    [[nodiscard]] result<std::int64_t, std::string> ask_inline(
        std::int64_t account_id, std::int64_t bot, std::string_view text, std::int64_t dialog = 0
    );
    /// The bot's answer to an inline query, once it is there.
    [[nodiscard]] inline_answer inline_results(std::int64_t query) const;
    /// Sends a result of an inline query to a chat and returns the id of the message.
    [[nodiscard]] result<std::int32_t, std::string> choose(
        std::int64_t account_id, std::int64_t query, std::string_view result_id, std::int64_t dialog
    );
    /// Votes for the answers with these texts in the poll of a message; none takes the vote back.
    [[nodiscard]] done vote(
        std::int64_t account_id,
        std::int64_t dialog,
        std::int32_t message_id,
        const std::vector<std::string>& answers
    );
    /// Pays the invoice of a message in stars, which the account is given before where it has too few. Returns the number of the form.
    [[nodiscard]] result<std::int64_t, std::string>
    pay(std::int64_t account_id, std::int64_t dialog, std::int32_t message_id);
    /// What came of paying by a form.
    [[nodiscard]] payment_result payment(std::int64_t form) const;
    /// Sends a file in parts and stores it, for a message to a chat.
    [[nodiscard]] result<api::MessageMedia, std::string>
    store_media(std::int64_t account_id, std::int64_t dialog, const test_media& media);
    /// Sends media; several as one album. Returns the ids of the messages.
    [[nodiscard]] result<std::vector<std::int32_t>, std::string>
    send_media(std::int64_t account_id, std::int64_t dialog, const std::vector<test_media>& media);

private:
    template <class Method>
    [[nodiscard]] done act(std::int64_t account_id, const Method& method);

    static void promote(change_list& changes, chat& room, std::int64_t account_id);

    static failure<std::string> problem(std::string text) { return failure{std::move(text)}; }
    static failure<std::string> no_account(std::int64_t id);

    [[nodiscard]] std::int32_t date() const;

    static const api::KeyboardButton*
    button_of(const stored_message& message, std::string_view text);

    /// Names the buttons that there are.
    static std::string buttons_of(const stored_message& message);

    telegram& machine_;
    time_point now_;
};

} // namespace awaitgram::testing
