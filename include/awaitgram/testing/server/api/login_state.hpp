// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/server/crypto/srp_server.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace awaitgram::testing {

/// The login of one key, complete or under way.
struct login_state {
    /// The id of the key; 0 where there is none, as for calls of a test.
    std::int64_t key_id = 0;
    /// What the client said of itself.
    struct device {
        std::int32_t api_id = 0;
        std::string model{};
        std::string system{};
        std::string app{};
    };
    device client{};
    /// The account that is signed in, or 0.
    std::int64_t account_id = 0;
    /// The account whose password is still to be proved, or 0.
    std::int64_t awaiting_password = 0;
    /// The data centre that the client asked for when it made its key, as it wrote it: negative for files only, and with 10,000 added
    /// in test mode; 0 when it named none.
    std::int32_t dc = 0;
    /// The data centre where the key was made; 0 when the server has one alone.
    std::int32_t dc_of_key = 0;
    /// Whether the login was taken here from the data centre of its account. It gets no updates.
    bool imported = false;
    /// Whether initConnection was called.
    bool initialised = false;
    /// Whether the client said that it has the server's layer.
    bool has_layer = false;

    /// Whether the account's updates were asked for: the client will handle those that come from now on.
    bool follows_updates = false;

    /// The export of the account's data that is under way, or 0.
    std::int64_t takeout_id = 0;
    /// Whether the present call is a part of it.
    bool in_takeout = false;

    struct sent_code {
        std::string hash{};
        time_point sent{};
        bool confirmed = false;
        /// How it was sent: in the app, by SMS, by a call; or by e-mail.
        enum class way { app, sms, call, email } sent_by = way::app;
        /// The address for later sign-ins: given, and whether it is confirmed.
        std::string email{};
        bool email_confirmed = false;
    };
    /// The codes that were sent, by phone number.
    std::map<std::string, sent_code> codes{};

    struct password_question {
        std::int64_t id{};
        std::int64_t account_id{};
        crypto::srp_server server;
    };
    std::optional<password_question> question{};
    /// The salt that was offered for a new password.
    byte_buffer offered_salt{};
    /// Whether a code for a forgotten password was sent.
    bool recovers_password = false;

    void sign_in(std::int64_t as) {
        account_id = as;
        awaiting_password = 0;
        follows_updates = false;
        imported = false;
        codes.clear();
        question.reset();
        recovers_password = false;
    }
};

} // namespace awaitgram::testing
