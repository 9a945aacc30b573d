// SPDX-License-Identifier: MIT
#include <awaitgram/login/password.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "api_scene.hpp"

using namespace api_scene;

namespace {

api::auth::resendCode resend(const std::string& phone, std::string_view hash) {
    api::auth::resendCode query;
    query.phone_number = tl::string{phone};
    query.phone_code_hash = tl::string{hash};
    return query;
}

api::auth::exportLoginToken token_query() {
    api::auth::exportLoginToken query;
    query.api_id = 1;
    query.api_hash = "hash";
    return query;
}

api::auth::acceptLoginToken accept(const api::auth::loginToken& shown) {
    api::auth::acceptLoginToken query;
    query.token = shown.token;
    return query;
}

/// The proof of a password for the account that a client is signed in to, or signs in to.
api::InputCheckPasswordSRP proof(scene::client& of, std::string password) {
    const auto asked = of.call(api::account::getPassword{});
    if (!asked->has_password)
        return api::inputCheckPasswordEmpty{};
    return login::prove_password(*asked, password);
}

api::account::updatePasswordSettings
password_query(scene::client& of, const std::string& current, std::string next) {
    api::account::updatePasswordSettings query;
    const auto asked = of.call(api::account::getPassword{});
    query.password = api::inputCheckPasswordEmpty{};
    if (!current.empty()) {
        auto spent = current;
        query.password = login::prove_password(*asked, spent);
    }
    auto hashed = login::hash_password(*asked, next);
    query.new_settings.new_algo = std::move(hashed.algorithm);
    query.new_settings.new_password_hash = std::move(hashed.hash);
    query.new_settings.hint = "a horse";
    return query;
}

} // namespace

TEST_CASE("a code is sent in the app, then by SMS, then by a call, and then in no other way") {
    scene here;
    auto client = here.connect();
    const auto hash = client.send_code("9996621234");
    const auto second = client.value(resend("9996621234", hash));
    const auto* sms = second.get_if<api::auth::sentCode>();
    REQUIRE(sms);
    CHECK(sms->type.is<api::auth::sentCodeTypeSms>());
    CHECK(sms->timeout.value_or(0) == 60);
    CHECK(sms->phone_code_hash == hash);
    const auto third = client.value(resend("9996621234", hash));
    CHECK(third.get_if<api::auth::sentCode>()->type.is<api::auth::sentCodeTypeCall>());
    CHECK(client.refusal(resend("9996621234", hash)) == "406 SEND_CODE_UNAVAILABLE");
    CHECK(client.refusal(resend("9996621234", "0123")) == "400 PHONE_CODE_EXPIRED");
    CHECK(client.refusal(resend("12", hash)) == "400 PHONE_NUMBER_INVALID");
    auto with_reason = resend("9996621234", hash);
    with_reason.reason = "none";
    CHECK(client.refusal(with_reason) == "400 FIELD_NOT_SUPPORTED_reason");
}

TEST_CASE("a cancelled code is void") {
    scene here;
    auto client = here.connect();
    const auto query = client.sign_in_query("9996621234");
    api::auth::cancelCode cancel;
    cancel.phone_number = "9996621234";
    cancel.phone_code_hash = query.phone_code_hash;
    CHECK(client.value(cancel));
    CHECK(client.refusal(query) == "400 PHONE_CODE_EXPIRED");
    CHECK(client.refusal(cancel) == "400 PHONE_CODE_EXPIRED");
}

TEST_CASE("an e-mail address is required where the server says so, and gets the later codes") {
    scene here;
    here.options.needs_email = true;
    auto client = here.connect();
    auto query = client.sign_in_query("9996621234");
    CHECK(client.refusal(query) == "400 EMAIL_INSTALL_MISSING");

    api::emailVerifyPurposeLoginSetup purpose;
    purpose.phone_number = "9996621234";
    purpose.phone_code_hash = query.phone_code_hash;
    api::account::sendVerifyEmailCode send;
    send.purpose = purpose;
    send.email = "nonsense";
    CHECK(client.refusal(send) == "400 EMAIL_INVALID");
    send.email = "ada@example.org";
    CHECK(client.value(send).email_pattern == "a***a@example.org");
    api::account::verifyEmail verify;
    verify.purpose = purpose;
    api::emailVerificationCode code;
    code.code = "11111";
    verify.verification = code;
    CHECK(client.refusal(verify) == "400 CODE_INVALID");
    code.code = "22222";
    verify.verification = code;
    CHECK(client.value(verify).is<api::account::emailVerifiedLogin>());
    (void)client.call(query);
    CHECK(client.self().login_email == "ada@example.org");

    auto again = here.connect();
    auto by_mail = again.sign_in_query("9996621234");
    CHECK(again.refusal(by_mail) == "400 PHONE_CODE_INVALID");
    by_mail.phone_code.reset();
    by_mail.email_verification = code;
    (void)again.call(by_mail);
    CHECK(again.login.account_id == client.login.account_id);

    auto without = here.connect();
    api::auth::resetLoginEmail reset;
    reset.phone_number = "9996621234";
    reset.phone_code_hash = tl::string{without.send_code("9996621234")};
    const auto by_sms = without.value(reset);
    CHECK(by_sms.get_if<api::auth::sentCode>()->type.is<api::auth::sentCodeTypeSms>());
    CHECK(client.self().login_email.empty());
    CHECK(without.refusal(reset) == "400 EMAIL_INSTALL_MISSING");
}

TEST_CASE("a device that logged out is recognised once by its token") {
    scene here;
    auto client = here.connect();
    client.sign_in("9996621234");
    const auto id = client.login.account_id;
    const auto out = client.value(api::auth::logOut{});
    REQUIRE(out.future_auth_token);
    api::auth::sendCode ask;
    ask.phone_number = "9996621234";
    ask.api_id = 1;
    ask.api_hash = "hash";
    ask.settings.logout_tokens.emplace().push_back(*out.future_auth_token);
    auto other = ask;
    other.phone_number = "9996620000";
    CHECK(client.value(other).is<api::auth::sentCode>());
    CHECK(client.value(ask).is<api::auth::sentCodeSuccess>());
    CHECK(client.login.account_id == id);
    auto second = here.connect();
    CHECK(second.value(ask).is<api::auth::sentCode>());
}

TEST_CASE("a login token is accepted by another client of the account, which the first one is told"
) {
    people here;
    auto client = here.connect();
    client.login.key_id = 77;
    const auto first = client.value(token_query());
    const auto* shown = first.get_if<api::auth::loginToken>();
    REQUIRE(shown);
    CHECK(shown->expires - unix_seconds(here.now) == 30);

    const auto device = here.alice.call(accept(*shown));
    REQUIRE(here.pushes.size() == 1);
    CHECK(here.pushes[0].key_id == 77);
    CHECK(here.alice.refusal(accept(*shown)) == "400 AUTH_TOKEN_ALREADY_ACCEPTED");
    CHECK(here.bot.refusal(accept(*shown)) == "400 BOT_METHOD_INVALID");

    const auto next = client.value(token_query());
    CHECK(next.is<api::auth::loginTokenSuccess>());
    CHECK(client.login.account_id == here.alice.login.account_id);
    CHECK(here.alice.refusal(accept(*shown)) == "400 AUTH_TOKEN_INVALIDX");
}

TEST_CASE("a login token that has expired, or excludes an account, is not accepted") {
    people here;
    auto client = here.connect();
    client.login.key_id = 77;
    auto query = token_query();
    query.except_ids.push_back(here.alice.login.account_id);
    const auto shown = client.value(query);
    const auto* token = shown.get_if<api::auth::loginToken>();
    CHECK(here.alice.refusal(accept(*token)) == "400 AUTH_TOKEN_EXCEPTION");
    here.now += 31s;
    CHECK(here.bob.refusal(accept(*token)) == "400 AUTH_TOKEN_EXPIRED");
    api::auth::importLoginToken import;
    import.token = token->token;
    CHECK(client.refusal(import) == "400 AUTH_TOKEN_EXPIRED");
    import.token = tl::bytes{std::string_view{"none"}};
    CHECK(client.refusal(import) == "400 AUTH_TOKEN_INVALID");
    query.api_id = 0;
    CHECK(client.refusal(query) == "400 API_ID_INVALID");
}

TEST_CASE("a password is behind a login token, too") {
    people here;
    (void)here.alice.call(password_query(here.alice, "", "correct horse"));
    auto client = here.connect();
    client.login.key_id = 77;
    const auto shown = client.value(token_query());
    (void)here.alice.call(accept(*shown.get_if<api::auth::loginToken>()));
    CHECK(client.refusal(token_query()) == "401 SESSION_PASSWORD_NEEDED");
    api::auth::checkPassword check;
    check.password = proof(client, "correct horse");
    (void)client.call(check);
    CHECK(client.login.account_id == here.alice.login.account_id);
}

TEST_CASE("a password is set, changed and removed by those who know the one before") {
    people here;
    auto& alice = here.alice;
    (void)alice.call(password_query(alice, "", "correct horse"));
    const auto asked = alice.value(api::account::getPassword{});
    CHECK(asked.has_password);
    CHECK(asked.hint.value_or("") == "a horse");

    CHECK(alice.refusal(password_query(alice, "wrong horse", "x")) == "400 PASSWORD_HASH_INVALID");
    CHECK(alice.refusal(password_query(alice, "", "x")) == "400 PASSWORD_HASH_INVALID");
    (void)alice.call(password_query(alice, "correct horse", "battery staple"));

    api::account::updatePasswordSettings removal;
    removal.new_settings.new_algo = api::passwordKdfAlgoUnknown{};
    removal.new_settings.new_password_hash = tl::bytes{};
    removal.new_settings.hint = "";
    removal.password = proof(alice, "correct horse");
    CHECK(alice.refusal(removal) == "400 PASSWORD_HASH_INVALID");
    removal.password = proof(alice, "battery staple");
    (void)alice.call(removal);
    CHECK_FALSE(alice.value(api::account::getPassword{}).has_password);

    api::account::updatePasswordSettings empty;
    empty.password = api::inputCheckPasswordEmpty{};
    CHECK(alice.refusal(empty) == "400 NEW_SETTINGS_EMPTY");
    auto foreign = password_query(alice, "", "x");
    (void)alice.call(api::account::getPassword{}); // offers another salt
    CHECK(alice.refusal(foreign) == "400 NEW_SALT_INVALID");
}

TEST_CASE("a first password with an address is in force when the address is confirmed") {
    people here;
    auto& alice = here.alice;
    auto query = password_query(alice, "", "correct horse");
    query.new_settings.email = "alice@example.org";
    CHECK(alice.refusal(query) == "400 EMAIL_UNCONFIRMED_5");
    auto asked = alice.value(api::account::getPassword{});
    CHECK_FALSE(asked.has_password);
    CHECK(asked.email_unconfirmed_pattern.value_or("") == "a***e@example.org");

    api::account::confirmPasswordEmail confirm;
    confirm.code = "11111";
    CHECK(alice.refusal(confirm) == "400 CODE_INVALID");
    (void)alice.call(api::account::resendPasswordEmail{});
    confirm.code = "22222";
    (void)alice.call(confirm);
    asked = alice.value(api::account::getPassword{});
    CHECK(asked.has_password);
    CHECK(asked.has_recovery);
    CHECK(alice.refusal(confirm) == "400 EMAIL_HASH_EXPIRED");
    CHECK(alice.refusal(api::account::cancelPasswordEmail{}) == "400 EMAIL_HASH_EXPIRED");
}

TEST_CASE("a forgotten password is removed by a code to its address, or a week later") {
    people here;
    auto& alice = here.alice;
    CHECK(alice.refusal(api::auth::requestPasswordRecovery{}) == "400 PASSWORD_EMPTY");
    CHECK(alice.refusal(api::account::resetPassword{}) == "400 PASSWORD_EMPTY");
    (void)alice.call(password_query(alice, "", "correct horse"));
    CHECK(alice.refusal(api::auth::requestPasswordRecovery{}) == "400 PASSWORD_RECOVERY_NA");
    alice.self().password->recovery_email = "alice@example.org";

    auto client = here.connect();
    CHECK(client.refusal(client.sign_in_query("9996620001")) == "401 SESSION_PASSWORD_NEEDED");
    api::auth::recoverPassword recover;
    recover.code = "22222";
    CHECK(client.refusal(recover) == "400 PASSWORD_RECOVERY_EXPIRED");
    (void)client.call(api::auth::requestPasswordRecovery{});
    api::auth::checkRecoveryPassword check;
    check.code = "11111";
    CHECK(client.refusal(check) == "400 CODE_INVALID");
    check.code = "";
    CHECK(client.refusal(check) == "400 CODE_EMPTY");
    check.code = "22222";
    (void)client.call(check);
    (void)client.call(recover);
    CHECK(client.login.account_id == alice.login.account_id);
    CHECK_FALSE(alice.self().password);

    (void)alice.call(password_query(alice, "", "correct horse"));
    CHECK(alice.refusal(api::account::declinePasswordReset{}) == "400 RESET_REQUEST_MISSING");
    const auto asked = alice.value(api::account::resetPassword{});
    REQUIRE(asked.is<api::account::resetPasswordRequestedWait>());
    (void)alice.call(api::account::declinePasswordReset{});
    CHECK(alice.value(api::account::resetPassword{}).is<api::account::resetPasswordFailedWait>());
    here.now += 24h;
    CHECK(alice.value(api::account::resetPassword{}).is<api::account::resetPasswordRequestedWait>()
    );
    here.now += 24h * 7;
    CHECK(alice.value(api::account::resetPassword{}).is<api::account::resetPasswordOk>());
    CHECK_FALSE(alice.self().password);
}

TEST_CASE("devices are listed, and signed out by those who have been signed in for a day") {
    people here;
    auto& alice = here.alice;
    auto second = here.connect();
    second.login.key_id = 77;
    second.sign_in("9996620001");
    auto all = second.value(api::account::getAuthorizations{});
    REQUIRE(all.authorizations.size() == 2);
    CHECK_FALSE(all.authorizations[0].current);
    CHECK(all.authorizations[1].current);
    CHECK(all.authorizations[1].hash == 0);

    api::account::resetAuthorization end;
    end.hash = all.authorizations[0].hash;
    CHECK(second.refusal(end) == "406 FRESH_RESET_AUTHORISATION_FORBIDDEN");
    CHECK(
        second.refusal(api::auth::resetAuthorizations{}) ==
        "406 FRESH_RESET_AUTHORISATION_FORBIDDEN"
    );
    here.now += 25h;
    (void)second.call(end);
    CHECK(second.refusal(end) == "400 HASH_INVALID");
    all = second.value(api::account::getAuthorizations{});
    CHECK(all.authorizations.size() == 1);
    CHECK(alice.self().logins.size() == 1);
    (void)second.call(api::auth::resetAuthorizations{});
    (void)second.call(api::auth::logOut{});
    CHECK(alice.self().logins.empty());
}

TEST_CASE("a profile is changed within its limits") {
    people here;
    auto& alice = here.alice;
    api::account::updateProfile profile;
    profile.first_name = "";
    CHECK(alice.refusal(profile) == "400 FIRSTNAME_INVALID");
    profile.first_name = "Alicia";
    profile.about = tl::string{std::string(71, 'a')};
    CHECK(alice.refusal(profile) == "400 ABOUT_TOO_LONG");
    profile.about = "Down the rabbit hole";
    (void)alice.call(profile);
    CHECK(alice.self().first_name == "Alicia");

    api::account::updateUsername name;
    name.username = "alicia";
    (void)alice.call(name);
    CHECK(alice.refusal(name) == "400 USERNAME_NOT_MODIFIED");
    CHECK(here.bob.refusal(name) == "400 USERNAME_OCCUPIED");
    name.username = "no";
    CHECK(here.bob.refusal(name) == "400 USERNAME_INVALID");
    api::account::checkUsername check;
    check.username = "alicia";
    CHECK_FALSE(here.bob.value(check));
    check.username = "bobby";
    CHECK(here.bob.value(check));
    check.username = "1bobby";
    CHECK(here.bob.refusal(check) == "400 USERNAME_INVALID");
    name.username = "";
    (void)alice.call(name);
    CHECK(here.accounts.find_username("alicia") == nullptr);

    api::account::updateBirthday birthday;
    birthday.birthday.emplace().day = 32;
    birthday.birthday->month = 1;
    CHECK(alice.refusal(birthday) == "400 BIRTHDAY_INVALID");
    birthday.birthday->day = 31;
    (void)alice.call(birthday);
    CHECK(alice.self().birthday);

    api::account::setAccountTTL ttl;
    ttl.ttl.days = 29;
    CHECK(alice.refusal(ttl) == "400 TTL_DAYS_INVALID");
    ttl.ttl.days = 365;
    (void)alice.call(ttl);
    CHECK(alice.value(api::account::getAccountTTL{}).days == 365);
}

TEST_CASE("privacy is kept as it was set, key by key") {
    people here;
    auto& alice = here.alice;
    api::account::getPrivacy ask;
    ask.key = api::inputPrivacyKeyStatusTimestamp{};
    auto rules = alice.value(ask);
    REQUIRE(rules.rules.size() == 1);
    CHECK(rules.rules[0].is<api::privacyValueAllowAll>());

    api::account::setPrivacy set;
    set.key = api::inputPrivacyKeyStatusTimestamp{};
    CHECK(alice.refusal(set) == "400 PRIVACY_VALUE_INVALID");
    api::inputPrivacyValueAllowUsers some;
    api::inputUser bob;
    bob.user_id = here.bob.login.account_id;
    some.users.push_back(bob);
    set.rules.push_back(some);
    set.rules.push_back(api::inputPrivacyValueDisallowAll{});
    CHECK(alice.refusal(set) == "400 USER_ID_INVALID");
    bob.access_hash = here.accounts.access_hash(alice.login.account_id, bob.user_id);
    some.users[0] = bob;
    set.rules[0] = some;
    (void)alice.call(set);
    rules = alice.value(ask);
    REQUIRE(rules.rules.size() == 2);
    CHECK(rules.users.size() == 1);
    CHECK(rules.rules[0].get_if<api::privacyValueAllowUsers>()->users[0] == bob.user_id);
    ask.key = api::inputPrivacyKeyPhoneNumber{};
    CHECK(alice.value(ask).rules.size() == 1);
}

TEST_CASE("contacts are added by hand or by their numbers, found, and removed") {
    people here;
    auto& alice = here.alice;
    const auto bob = here.bob.login.account_id;
    api::inputUser input;
    input.user_id = bob;
    input.access_hash = here.accounts.access_hash(alice.login.account_id, bob);
    api::contacts::addContact add;
    add.id = input;
    CHECK(alice.refusal(add) == "400 CONTACT_NAME_EMPTY");
    add.first_name = "Robert";
    (void)alice.call(add);
    auto list = alice.value(api::contacts::getContacts{});
    const auto* contacts = list.get_if<api::contacts::contacts>();
    REQUIRE(contacts);
    REQUIRE(contacts->contacts.size() == 1);
    CHECK_FALSE(contacts->contacts[0].mutual);
    const auto* shown = contacts->users[0].get_if<api::user>();
    REQUIRE(shown);
    CHECK(shown->contact);
    CHECK(shown->first_name.value_or("") == "Robert");

    api::contacts::importContacts import;
    api::inputPhoneContact entry;
    entry.client_id = 5;
    entry.phone = "+999 662 0001";
    entry.first_name = "Alice";
    import.contacts.push_back(entry);
    entry.client_id = 6;
    entry.phone = "+999 662 9999";
    import.contacts.push_back(entry);
    const auto imported = here.bob.value(import);
    REQUIRE(imported.imported.size() == 1);
    CHECK(imported.imported[0].client_id == 5);
    list = alice.value(api::contacts::getContacts{});
    CHECK(list.get_if<api::contacts::contacts>()->contacts[0].mutual);

    api::contacts::search search;
    search.q = "rob";
    search.limit = 10;
    CHECK(alice.value(search).my_results.size() == 1);
    search.q = "@bot42";
    CHECK(alice.value(search).results.size() == 1);
    search.q = "ro";
    CHECK(alice.refusal(search) == "400 QUERY_TOO_SHORT");

    api::contacts::updateContactNote note;
    note.id = input;
    note.note.text = "a friend";
    (void)alice.call(note);
    api::contacts::deleteContacts remove;
    remove.id.push_back(input);
    (void)alice.call(remove);
    CHECK(alice.refusal(note) == "400 CONTACT_MISSING");
}
