import { ResetPasswordPage } from "@/door/reset-password-page";

export default ResetPasswordPage;
