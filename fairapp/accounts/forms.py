from pydantic import BaseModel, Field

from fairapp.accounts.emails import EmailAddress


class EmailForm(BaseModel):
    """One's address, to receive a link."""

    email: EmailAddress
    next: str = Field(default="", max_length=1000)


class PasswordForm(EmailForm):
    password: str = Field(max_length=200)


class ProfileForm(BaseModel):
    name: str = Field(default="", max_length=120)
    locale: str = Field(default="fr", max_length=5)


class NewEmailForm(BaseModel):
    email: EmailAddress
    current: str = Field(default="", max_length=200)  # one's password, if it is asked


class NewPasswordForm(BaseModel):
    password: str = Field(max_length=200)
    current: str = Field(default="", max_length=200)  # not asked of who has none, or just came in by link


class ErasureForm(BaseModel):
    """One's own address, typed again: nobody deletes an account by mistake."""

    email: EmailAddress
