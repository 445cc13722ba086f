import { ForgotPasswordPage } from "@/door/forgot-password-page";

export default ForgotPasswordPage;
