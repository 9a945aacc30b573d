// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/login/prompts.hpp>
#include <awaitgram/testing/seen_message.hpp>
#include <awaitgram/testing/test_chat.hpp>
#include <awaitgram/testing/test_peer.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

class server;

/// Options of `test_user::writes`.
struct write_options {
    /// The message of the same chat that it answers.
    std::int32_t reply_to = 0;
    bool silent = false;
};

/// A user of a test server, played by the test itself, without a client.
///
/// While a function waits, the bots, userbots and clients that the test has named run, on this thread. A wait ends with the exception
/// of a handler, unless a function given to `on_error` took it; see also `server::tolerate_failures`.
///
/// Errors: std::runtime_error when Telegram would refuse, or when something does not happen within twenty seconds, apart from the
///         answers of bots to presses and inline queries.
class test_user {
public:
    [[nodiscard]] std::int64_t id() const noexcept { return id_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    /// The phone number, for tests that sign in as this user with a client.
    [[nodiscard]] const std::string& phone() const noexcept { return phone_; }
    /// Answers that sign a `userbot` or `client` in as this user.
    [[nodiscard]] sign_in_prompts prompts() const;

    /// Sends a message to a bot, which is started and signed in first if necessary, to another account, to a group, or to a channel in
    /// which it may write; returns it as the user sees it.
    seen_message
    writes(const test_peer& to, std::string_view text, const write_options& options = {});

    /// Waits for the next message of an account that this user has not read, or of anyone else in a group or channel, and reads it.
    [[nodiscard]] std::string reads(const test_peer& from);
    /// As the other, a message of an account in a group or channel.
    [[nodiscard]] std::string reads(const test_peer& from, const test_chat& in);

    /// Waits for the next message of an account, or of anyone else in a group or channel, that this user has not seen, or for an edit
    /// of one: then `edited` is set. Each is seen once and as it was at that moment, in the order in which they happened.
    seen_message sees(const test_peer& from);
    /// As the other, a message of an account in a group or channel.
    seen_message sees(const test_peer& from, const test_chat& in);
    /// Checks that there is nothing to be seen when all that is ready has happened. Only with `server::clock`, which does not move: let
    /// time pass before.
    ///
    /// Errors: std::runtime_error with what is seen; std::logic_error without a clock.
    void sees_nothing(const test_peer& from);
    void sees_nothing(const test_peer& from, const test_chat& in);
    /// As `sees`, but leaves new messages for later.
    seen_message sees_edit(const test_peer& from);
    seen_message sees_edit(const test_peer& from, const test_chat& in);

    /// Presses a button. A callback waits for the bot's answer, a text is written, an address is returned.
    ///
    /// A bot that does not answer in the time that Telegram gives it is no error: then `answered` is false.
    press_result presses(const seen_button& button);

    /// Pays the invoice of a message, in stars, of which the user has enough; waits until the bot has accepted or refused.
    ///
    /// A bot that does not answer in the time that Telegram gives it is no error: then `answered` is false.
    payment_result pays(const seen_message& invoice);

    /// Changes the text of a message of this user, and returns it as it is now.
    seen_message edits(const seen_message& message, std::string_view text);
    /// Removes a message for all.
    void deletes(const seen_message& message);
    /// Replaces this user's reaction to a message; an empty one takes it back.
    void reacts(const seen_message& message, std::string_view emoji);
    /// Forwards a message.
    seen_message forwards(const seen_message& message, const test_peer& to);
    /// Pins a message for all.
    void pins(const seen_message& message);
    /// Votes for the answers with these texts in the poll of a message; none takes the vote back.
    void votes(const seen_message& message, const std::vector<std::string>& answers);
    /// Sends a photo, which is a JPEG, PNG, GIF or WebP file.
    seen_message
    sends_photo(const test_peer& to, std::string_view bytes, std::string_view caption = {});
    /// Sends a file.
    seen_message sends_document(
        const test_peer& to,
        std::string_view name,
        std::string_view bytes,
        std::string_view mime = "application/octet-stream",
        std::string_view caption = {}
    );
    /// Sends media, also without content, such as `{ag::testing::media_kind::photo, "a caption"}`.
    seen_message sends(const test_peer& to, const test_media& media);
    /// Sends several media as one album.
    std::vector<seen_message>
    sends_album(const test_peer& to, const std::vector<test_media>& media);

    /// Becomes a member of a group or channel.
    void joins(const test_chat& chat);
    void leaves(const test_chat& chat);
    /// Asks to become a member; the admins are told.
    void asks_to_join(const test_chat& chat);

    /// Becomes a member by a link to a group or channel, or asks to where an admin decides; then the admins are told.
    void joins_by(std::string_view link);

    /// Has this username from now on; none when it is empty.
    void takes_username(std::string_view name);
    /// Scans the QR code of a client that signs in, with this address: `tg://login?token=…`.
    void scans(std::string_view address);

    /// Blocks an account, which stops a bot; `unblocks` starts it again.
    void blocks(const test_peer& account);
    void unblocks(const test_peer& account);
    /// Shows that this user types.
    void types(const test_peer& in);
    /// Comes online: accounts that this user has written to are told.
    void comes_online();
    void goes_offline();

    /// Sends a query to an inline bot and waits for its results; `answered` is false as for `presses`.
    inline_answer asks_inline(const test_peer& bot, std::string_view text);
    /// As the other, from a group or channel.
    inline_answer asks_inline(const test_peer& bot, std::string_view text, const test_chat& in);
    /// Sends a result of an inline query; the bot is told.
    seen_message chooses(const seen_result& result, const test_peer& to);

private:
    friend class server;
    test_user(server& home, std::int64_t id, std::string name, std::string phone)
        : home_(&home), id_(id), name_(std::move(name)), phone_(std::move(phone)) {}

    inline_answer ask(std::int64_t bot, std::string_view text, std::int64_t chat);
    template <class Look>
    auto answer_of(Look look);
    seen_message look(const test_peer& from, const test_chat* in, sight_kind wanted);
    void look_for_nothing(const test_peer& from, const test_chat* in);

    server* home_;
    std::int64_t id_;
    std::string name_;
    std::string phone_;
};

inline test_peer::test_peer(const test_user& user) noexcept : what_(kind::user), id_(user.id()) {}

} // namespace awaitgram::testing
